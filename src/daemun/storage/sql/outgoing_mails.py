"""Statements on undelivered mails. A delivered one is deleted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from daemun.features.mails.model import OutgoingMail
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record, read_records
from daemun.storage.sql.due_records import DueRecords
from daemun.storage.sql.schema import outgoing_mails as mails

_ADD = insert(mails)
_FIND = select(mails).where(mails.c.id == bindparam("id"))
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
_PAGE = select(mails).where(mails.c.id > bindparam("after_id")).order_by(mails.c.id).limit(bindparam("limit"))
_PAGE_OF_FAILED = _PAGE.where(mails.c.failed_at.is_not(None))


class SqlOutgoingMailStore(DueRecords[OutgoingMail]):
    """`OutgoingMailStore` in SQL."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, mails, OutgoingMail, waits=mails.c.failed_at.is_(None))
        still_claimed = update(mails).where(*self._is_still_claimed)
        self._keep_written = still_claimed.where(mails.c.is_written.is_(False)).values(
            sealed=bindparam("message"), is_written=True
        )
        self._fail = still_claimed.values(failed_at=bindparam("now"), failure=bindparam("reason"))

    def add(self, mail: OutgoingMail) -> None:
        self._database.write(_ADD, column_values(mail))

    def find(self, mail_id: str) -> OutgoingMail | None:
        return read_record(OutgoingMail, self._database.row(_FIND, {"id": mail_id}))

    def keep_written(self, claimed: OutgoingMail, sealed: bytes) -> bool:
        return self._database.write(self._keep_written, {**self._seen(claimed), "message": sealed}) == 1

    def fail(self, claimed: OutgoingMail, reason: str, *, now: datetime) -> bool:
        return self._database.write(self._fail, {**self._seen(claimed), "reason": reason, "now": now}) == 1

    def try_again(self, mail_id: str, *, now: datetime, expires_at: datetime) -> bool:
        values = {"of_id": mail_id, "now": now, "new_expires_at": expires_at}
        return self._database.write(_TRY_AGAIN, values) == 1

    def list_page(
        self, *, only_failed: bool = False, after_id: str | None = None, limit: int = 100
    ) -> Sequence[OutgoingMail]:
        statement = _PAGE_OF_FAILED if only_failed else _PAGE
        rows = self._database.rows(statement, {"after_id": after_id or "", "limit": limit})
        return read_records(OutgoingMail, rows)
