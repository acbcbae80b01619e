"""Statements on passkeys."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, and_, bindparam, delete, literal_column, or_, select, update

from daemun.features.passkeys.model import Passkey
from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record, read_records
from daemun.storage.sql.schema import passkeys

_ID = passkeys.c.id == bindparam("of_id")
_OF_USER = passkeys.c.user_id == bindparam("of_user")
_FIND = select(passkeys).where(passkeys.c.credential_id == bindparam("of_credential"))
_LIST = select(passkeys).where(_OF_USER).order_by(passkeys.c.created_at, passkeys.c.id)
_HAS = select(passkeys.c.id).where(_OF_USER).limit(literal_column("1"))
_RENAME = update(passkeys).where(_ID, _OF_USER).values(name=bindparam("new_name")).returning(*passkeys.c)
_COUNT = bindparam("count", type_=BigInteger)
_COUNTER_GROWS = or_(
    passkeys.c.sign_count < _COUNT,
    and_(passkeys.c.sign_count == literal_column("0"), literal_column("0") == _COUNT),
)
_USE = (
    update(passkeys)
    .where(_ID, _COUNTER_GROWS)
    .values(
        sign_count=_COUNT,
        is_backed_up=bindparam("backed_up"),
        last_used_at=bindparam("now", type_=UtcDateTime),
    )
)
_REMOVE = delete(passkeys).where(_ID, _OF_USER).returning(*passkeys.c)


class SqlPasskeyStore:
    """`PasskeyStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        insert = database.insert(passkeys)
        self._add = insert.on_conflict_do_nothing(index_elements=[passkeys.c.credential_id]).returning(
            passkeys.c.id
        )

    def add(self, passkey: Passkey) -> bool:
        return bool(self._database.write_returning(self._add, column_values(passkey)))

    def find(self, credential_id: bytes) -> Passkey | None:
        return read_record(Passkey, self._database.row(_FIND, {"of_credential": credential_id}))

    def list_of(self, user_id: str) -> Sequence[Passkey]:
        return read_records(Passkey, self._database.rows(_LIST, {"of_user": user_id}))

    def has(self, user_id: str) -> bool:
        return self._database.row(_HAS, {"of_user": user_id}) is not None

    def rename(self, passkey_id: str, name: str, *, user_id: str) -> Passkey | None:
        values = {"of_id": passkey_id, "of_user": user_id, "new_name": name}
        rows = self._database.write_returning(_RENAME, values)
        return read_record(Passkey, rows[0] if rows else None)

    def use(self, passkey_id: str, *, sign_count: int, is_backed_up: bool, now: datetime) -> bool:
        values = {"of_id": passkey_id, "count": sign_count, "backed_up": is_backed_up, "now": now}
        return self._database.write(_USE, values) == 1

    def remove(self, passkey_id: str, *, user_id: str) -> Passkey | None:
        rows = self._database.write_returning(_REMOVE, {"of_id": passkey_id, "of_user": user_id})
        return read_record(Passkey, rows[0] if rows else None)
