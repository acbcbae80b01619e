"""Statements on requested account deletions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.schema import account_deletions

_NOW = bindparam("now", type_=UtcDateTime)
_OF_USER = account_deletions.c.user_id == bindparam("of_user")
_CANCEL = delete(account_deletions).where(_OF_USER, account_deletions.c.due_at > _NOW)
_TAKE = delete(account_deletions).where(_OF_USER, account_deletions.c.due_at <= _NOW)
_DUE_AT = select(account_deletions.c.due_at).where(_OF_USER)
_DUE = (
    select(account_deletions.c.user_id)
    .where(account_deletions.c.due_at <= _NOW)
    .order_by(account_deletions.c.due_at)
    .limit(bindparam("limit"))
)


class SqlAccountDeletionStore:
    """`AccountDeletionStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        insert = database.insert(account_deletions).on_conflict_do_nothing()
        self._ask = insert.returning(account_deletions.c.user_id)

    def ask(self, user_id: str, *, now: datetime, due_at: datetime) -> bool:
        values = {"user_id": user_id, "asked_at": now, "due_at": due_at}
        return bool(self._database.write_returning(self._ask, values))

    def cancel(self, user_id: str, *, now: datetime) -> bool:
        return self._database.write(_CANCEL, {"of_user": user_id, "now": now}) == 1

    def find_due_at(self, user_id: str) -> datetime | None:
        row = self._database.row(_DUE_AT, {"of_user": user_id})
        return None if row is None else row.due_at

    def list_due(self, *, now: datetime, limit: int) -> Sequence[str]:
        return [row.user_id for row in self._database.rows(_DUE, {"now": now, "limit": limit})]

    def take_due(self, user_id: str, *, now: datetime) -> bool:
        return self._database.write(_TAKE, {"of_user": user_id, "now": now}) == 1
