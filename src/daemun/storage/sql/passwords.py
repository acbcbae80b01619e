"""Statements on passwords."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from daemun.features.passwords.model import StoredPassword
from daemun.storage.sql.engine import Database
from daemun.storage.sql.records import column_values, read_record
from daemun.storage.sql.schema import passwords

_ADD = insert(passwords)
_FIND = select(passwords).where(passwords.c.user_id == bindparam("user_id"))
_HOLD = (
    select(passwords.c.user_id)
    .where(
        passwords.c.user_id == bindparam("user_id"),
        passwords.c.hash == bindparam("hash"),
        passwords.c.must_change == bindparam("must_change"),
    )
    # Not shared: the holder may write it next, and two who share would wait for each other.
    .with_for_update(key_share=True)
)
_IF_STILL_SEEN = update(passwords).where(
    passwords.c.user_id == bindparam("of_user"), passwords.c.hash == bindparam("seen_hash")
)
_REPLACE = _IF_STILL_SEEN.values(hash=bindparam("new_hash"), changed_at=bindparam("now"), must_change=False)
_REHASH = _IF_STILL_SEEN.values(hash=bindparam("new_hash"))
_DEMAND_CHANGE = update(passwords).where(passwords.c.user_id == bindparam("of_user")).values(must_change=True)


class SqlPasswordStore:
    """`PasswordStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, password: StoredPassword) -> None:
        self._database.write(_ADD, column_values(password))

    def find(self, user_id: str) -> StoredPassword | None:
        return read_record(StoredPassword, self._database.row(_FIND, {"user_id": user_id}))

    def hold(self, seen: StoredPassword) -> bool:
        values = {"user_id": seen.user_id, "hash": seen.hash, "must_change": seen.must_change}
        return self._database.row(_HOLD, values) is not None

    def replace(self, user_id: str, *, seen_hash: str, hash: str, now: datetime) -> bool:
        values = {"of_user": user_id, "seen_hash": seen_hash, "new_hash": hash, "now": now}
        return self._database.write(_REPLACE, values) == 1

    def rehash(self, user_id: str, *, seen_hash: str, hash: str) -> bool:
        values = {"of_user": user_id, "seen_hash": seen_hash, "new_hash": hash}
        return self._database.write(_REHASH, values) == 1

    def demand_change(self, user_id: str) -> bool:
        return self._database.write(_DEMAND_CHANGE, {"of_user": user_id}) == 1
