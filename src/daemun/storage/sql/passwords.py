"""Statements on passwords."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, text, update

from daemun.features.passwords.model import StoredPassword
from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record, read_records
from daemun.storage.sql.schema import DECOY_POSITION, passwords

_ADD = insert(passwords)
_FIND = select(passwords).where(passwords.c.user_id == bindparam("user_id"))
# Not a shared lock: the holder may write next, and two sharers would deadlock.
_HOLD = _FIND.with_for_update(key_share=True)
# Not by id: those of imported users are not random, and some would be chosen much more often.
_SOME = select(passwords).limit(64)
_SOME_BY_NUMBER = _SOME.where(
    text("rowid >= (SELECT CAST(max(rowid) * :at AS INTEGER) FROM daemun_passwords)")
)
_FIRST_DECOY = select(passwords).order_by(DECOY_POSITION).limit(1)
_NEXT_DECOY = _FIRST_DECOY.where(bindparam("position") <= DECOY_POSITION)
_IF_STILL_SEEN = update(passwords).where(
    passwords.c.user_id == bindparam("of_user"), passwords.c.hash == bindparam("seen_hash")
)
_REPLACE = _IF_STILL_SEEN.values(
    hash=bindparam("new_hash"), changed_at=bindparam("now"), must_change=False, expires_at=None, used_at=None
)
_REHASH = _IF_STILL_SEEN.values(hash=bindparam("new_hash"))
_SPEND = _IF_STILL_SEEN.where(
    passwords.c.used_at.is_(None), passwords.c.expires_at > bindparam("now", type_=UtcDateTime)
).values(used_at=bindparam("now"))
_REMOVE = delete(passwords).where(passwords.c.user_id == bindparam("of_user"))
_DEMAND_CHANGE = update(passwords).where(passwords.c.user_id == bindparam("of_user")).values(must_change=True)


class SqlPasswordStore:
    """`PasswordStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        added = database.insert(passwords)
        self._set = added.on_conflict_do_update(
            index_elements=[passwords.c.user_id],
            set_={
                column.name: added.excluded[column.name] for column in passwords.c if not column.primary_key
            },
        )

    def add(self, password: StoredPassword) -> None:
        self._database.write(_ADD, column_values(password))

    def set(self, password: StoredPassword) -> None:
        self._database.write(self._set, column_values(password))

    def find(self, user_id: str) -> StoredPassword | None:
        return read_record(StoredPassword, self._database.row(_FIND, {"user_id": user_id}))

    def find_decoy(self, position: float) -> StoredPassword | None:
        if self._database.name == "sqlite":
            rows = self._database.rows(_SOME_BY_NUMBER, {"at": position}) or self._database.rows(_SOME)
            # Not always the first: after a gap of deleted rows it would be chosen too often.
            return read_records(StoredPassword, rows)[int(position * 2**50) % len(rows)] if rows else None
        digest = int(position * 2**32).to_bytes(4)
        found = self._database.row(_NEXT_DECOY, {"position": digest}) or self._database.row(_FIRST_DECOY)
        return read_record(StoredPassword, found)

    def hold(self, user_id: str) -> StoredPassword | None:
        return read_record(StoredPassword, self._database.row(_HOLD, {"user_id": user_id}))

    def spend(self, seen: StoredPassword, *, now: datetime) -> bool:
        values = {"of_user": seen.user_id, "seen_hash": seen.hash, "now": now}
        return self._database.write(_SPEND, values) == 1

    def replace(self, user_id: str, *, seen_hash: str, hash: str, now: datetime) -> bool:
        values = {"of_user": user_id, "seen_hash": seen_hash, "new_hash": hash, "now": now}
        return self._database.write(_REPLACE, values) == 1

    def rehash(self, user_id: str, *, seen_hash: str, hash: str) -> bool:
        values = {"of_user": user_id, "seen_hash": seen_hash, "new_hash": hash}
        return self._database.write(_REHASH, values) == 1

    def remove(self, user_id: str) -> bool:
        return self._database.write(_REMOVE, {"of_user": user_id}) == 1

    def demand_change(self, user_id: str) -> bool:
        return self._database.write(_DEMAND_CHANGE, {"of_user": user_id}) == 1
