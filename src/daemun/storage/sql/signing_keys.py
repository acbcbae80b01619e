"""Statements on signing keys. A removed key keeps its number, so that no number is used twice."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from daemun.features.tokens.model import SigningKey
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_records
from daemun.storage.sql.schema import signing_keys

_LIST = select(signing_keys).order_by(signing_keys.c.number)
_REMOVE = (
    update(signing_keys)
    .where(signing_keys.c.id == bindparam("of_id"), signing_keys.c.removed_at.is_(None))
    .values(removed_at=bindparam("now"), sealed_private_key=b"")
)


class SqlSigningKeyStore:
    """`SigningKeyStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._add = database.insert(signing_keys).on_conflict_do_nothing().returning(signing_keys.c.number)

    def add(self, key: SigningKey) -> bool:
        return bool(self._database.write_returning(self._add, column_values(key)))

    def list_keys(self) -> Sequence[SigningKey]:
        return read_records(SigningKey, self._database.rows(_LIST))

    def remove(self, key_id: str, *, now: datetime) -> bool:
        return self._database.write(_REMOVE, {"of_id": key_id, "now": now}) == 1
