"""Statements on mails that are not delivered yet. A delivered one is gone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, literal_column, select, update

from daemun.features.mails.model import OutgoingMail
from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record, read_records
from daemun.storage.sql.schema import outgoing_mails as mails

_ADD = insert(mails)
_FIND = select(mails).where(mails.c.id == bindparam("id"))
_IS_DUE = (mails.c.failed_at.is_(None), mails.c.next_try_at <= bindparam("now", type_=UtcDateTime))
_LONGEST_DUE = (
    select(mails.c.id)
    .where(*_IS_DUE)
    .order_by(mails.c.next_try_at, mails.c.id)
    .limit(literal_column("1"))
    # What others are claiming is theirs.
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(mails)
    .where(mails.c.id == _LONGEST_DUE.scalar_subquery(), *_IS_DUE)
    .values(next_try_at=bindparam("until", type_=UtcDateTime), tries=mails.c.tries + literal_column("1"))
    .returning(*mails.c)
)
_IS_STILL_CLAIMED = (
    mails.c.id == bindparam("of_id"),
    mails.c.tries == bindparam("seen_tries"),
    mails.c.failed_at.is_(None),
)
_KEEP_WRITTEN = (
    update(mails)
    .where(*_IS_STILL_CLAIMED, mails.c.is_written.is_(False))
    .values(sealed=bindparam("message"), is_written=True)
)
_REMOVE = delete(mails).where(*_IS_STILL_CLAIMED)
_PUT_OFF = update(mails).where(*_IS_STILL_CLAIMED).values(next_try_at=bindparam("until"))
_FAIL = (
    update(mails).where(*_IS_STILL_CLAIMED).values(failed_at=bindparam("now"), failure=bindparam("reason"))
)
_TRY_AGAIN = (
    update(mails)
    .where(mails.c.id == bindparam("of_id"), mails.c.failed_at.is_not(None))
    .values(
        failed_at=None,
        failure=None,
        next_try_at=bindparam("now"),
        expires_at=bindparam("new_expires_at"),
    )
)
_NEXT = select(func.min(mails.c.next_try_at)).where(mails.c.failed_at.is_(None))
_PAGE = select(mails).where(mails.c.id > bindparam("after_id")).order_by(mails.c.id).limit(bindparam("limit"))
_PAGE_OF_FAILED = _PAGE.where(mails.c.failed_at.is_not(None))


class SqlOutgoingMailStore:
    """`OutgoingMailStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, mail: OutgoingMail) -> None:
        self._database.write(_ADD, column_values(mail))

    def find(self, mail_id: str) -> OutgoingMail | None:
        return read_record(OutgoingMail, self._database.row(_FIND, {"id": mail_id}))

    def claim(self, *, now: datetime, until: datetime) -> OutgoingMail | None:
        claimed = self._database.write_returning(_CLAIM, {"now": now, "until": until})
        return read_record(OutgoingMail, next(iter(claimed), None))

    def keep_written(self, claimed: OutgoingMail, sealed: bytes) -> bool:
        return self._database.write(_KEEP_WRITTEN, {**_seen(claimed), "message": sealed}) == 1

    def remove(self, claimed: OutgoingMail) -> bool:
        return self._database.write(_REMOVE, _seen(claimed)) == 1

    def put_off(self, claimed: OutgoingMail, *, until: datetime) -> bool:
        return self._database.write(_PUT_OFF, {**_seen(claimed), "until": until}) == 1

    def fail(self, claimed: OutgoingMail, reason: str, *, now: datetime) -> bool:
        return self._database.write(_FAIL, {**_seen(claimed), "reason": reason, "now": now}) == 1

    def try_again(self, mail_id: str, *, now: datetime, expires_at: datetime) -> bool:
        values = {"of_id": mail_id, "now": now, "new_expires_at": expires_at}
        return self._database.write(_TRY_AGAIN, values) == 1

    def next_try_at(self) -> datetime | None:
        row = self._database.row(_NEXT)
        return row[0] if row is not None else None

    def list_page(
        self, *, only_failed: bool = False, after_id: str | None = None, limit: int = 100
    ) -> Sequence[OutgoingMail]:
        statement = _PAGE_OF_FAILED if only_failed else _PAGE
        rows = self._database.rows(statement, {"after_id": after_id or "", "limit": limit})
        return read_records(OutgoingMail, rows)


def _seen(claimed: OutgoingMail) -> dict[str, object]:
    return {"of_id": claimed.id, "seen_tries": claimed.tries}
