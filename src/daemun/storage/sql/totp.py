"""Statements on authenticator apps."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, bindparam, delete, insert, select, update

from daemun.features.totp.model import StoredTotp
from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record, read_records
from daemun.storage.sql.schema import totp

_NOW = bindparam("now", type_=UtcDateTime)
_IS_OF_USER = totp.c.user_id == bindparam("of_user")
_IS_OF_ID = totp.c.id == bindparam("of_id")
_IS_PENDING = totp.c.pending_until > _NOW
_COUNTS = totp.c.pending_until.is_(None)

_ADD = insert(totp)
_OTHER = totp.alias("other")
_NEWEST = (
    select(_OTHER.c.id)
    .where(_OTHER.c.user_id == bindparam("of_user"), _OTHER.c.pending_until.is_not(None))
    .order_by(_OTHER.c.created_at.desc(), _OTHER.c.id)
    .limit(bindparam("keep", type_=Integer))
)
_DROP_OLDEST = delete(totp).where(_IS_OF_USER, totp.c.pending_until.is_not(None), totp.c.id.not_in(_NEWEST))
_FIND_PENDING = select(totp).where(_IS_OF_USER, _IS_OF_ID, _IS_PENDING)
_TAKEN = {"last_step": bindparam("step"), "last_used_at": _NOW}
_CONFIRM = update(totp).where(_IS_OF_ID, _IS_PENDING).values(pending_until=None, **_TAKEN)
_LIST = select(totp).where(_IS_OF_USER, _COUNTS).order_by(totp.c.created_at, totp.c.id)
_CONSUME_STEP = update(totp).where(_IS_OF_ID, _COUNTS, totp.c.last_step < bindparam("step")).values(**_TAKEN)
_REMOVE = delete(totp).where(_IS_OF_USER, _IS_OF_ID, _COUNTS).returning(*totp.c)


class SqlTotpStore:
    """`TotpStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_pending(self, totp: StoredTotp, *, keep: int) -> None:
        def put() -> None:
            self._database.write(_DROP_OLDEST, {"of_user": totp.user_id, "keep": keep})
            self._database.write(_ADD, column_values(totp))

        self._database.together(put)

    def find_pending(self, user_id: str, totp_id: str, *, now: datetime) -> StoredTotp | None:
        values = {"of_user": user_id, "of_id": totp_id, "now": now}
        return read_record(StoredTotp, self._database.row(_FIND_PENDING, values))

    def confirm(self, totp_id: str, *, step: int, now: datetime) -> bool:
        return self._database.write(_CONFIRM, {"of_id": totp_id, "step": step, "now": now}) == 1

    def list_of(self, user_id: str) -> Sequence[StoredTotp]:
        return read_records(StoredTotp, self._database.rows(_LIST, {"of_user": user_id}))

    def consume_step(self, totp_id: str, *, step: int, now: datetime) -> bool:
        return self._database.write(_CONSUME_STEP, {"of_id": totp_id, "step": step, "now": now}) == 1

    def remove(self, user_id: str, totp_id: str) -> StoredTotp | None:
        rows = self._database.write_returning(_REMOVE, {"of_user": user_id, "of_id": totp_id})
        return read_record(StoredTotp, rows[0] if rows else None)
