"""Statements on login attempts. Spending one deletes it."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from daemun.features.login.model import LoginAttempt
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record
from daemun.storage.sql.schema import login_attempts

_ADD = insert(login_attempts)
_IS_OPEN = (login_attempts.c.digest == bindparam("of_digest"), login_attempts.c.expires_at > bindparam("now"))
_FIND = select(login_attempts).where(*_IS_OPEN)
_COUNT_TRY = (
    update(login_attempts)
    .where(*_IS_OPEN, login_attempts.c.tries < bindparam("limit"))
    .values(tries=login_attempts.c.tries + 1)
    .returning(*login_attempts.c)
)
_CONSUME = delete(login_attempts).where(*_IS_OPEN)


class SqlLoginAttemptStore:
    """`LoginAttemptStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, attempt: LoginAttempt) -> None:
        self._database.write(_ADD, column_values(attempt))

    def find(self, digest: bytes, *, now: datetime) -> LoginAttempt | None:
        return read_record(LoginAttempt, self._database.row(_FIND, {"of_digest": digest, "now": now}))

    def count_try(self, digest: bytes, *, limit: int, now: datetime) -> LoginAttempt | None:
        values = {"of_digest": digest, "limit": limit, "now": now}
        rows = self._database.write_returning(_COUNT_TRY, values)
        return read_record(LoginAttempt, rows[0] if rows else None)

    def consume(self, digest: bytes, *, now: datetime) -> bool:
        return self._database.write(_CONSUME, {"of_digest": digest, "now": now}) == 1
