"""Statements on accounts at providers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from daemun.features.social_login.model import Identity
from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record, read_records
from daemun.storage.sql.schema import identities

_IS_OF_USER = identities.c.user_id == bindparam("of_user")
_IS_OF_ID = identities.c.id == bindparam("of_id")

_FIND = select(identities).where(
    identities.c.issuer == bindparam("of_issuer"), identities.c.subject == bindparam("of_subject")
)
_LIST = select(identities).where(_IS_OF_USER).order_by(identities.c.created_at, identities.c.id)
_USE = update(identities).where(_IS_OF_ID).values(last_used_at=bindparam("now", type_=UtcDateTime))
_REMOVE = delete(identities).where(_IS_OF_USER, _IS_OF_ID).returning(*identities.c)


class SqlIdentityStore:
    """`IdentityStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        insert = database.insert(identities).on_conflict_do_nothing(
            index_elements=[identities.c.issuer, identities.c.subject]
        )
        self._add = insert.returning(identities.c.id)

    def add(self, identity: Identity) -> bool:
        return bool(self._database.write_returning(self._add, column_values(identity)))

    def find(self, issuer: str, subject: str) -> Identity | None:
        return read_record(Identity, self._database.row(_FIND, {"of_issuer": issuer, "of_subject": subject}))

    def list_of(self, user_id: str) -> Sequence[Identity]:
        return read_records(Identity, self._database.rows(_LIST, {"of_user": user_id}))

    def use(self, identity_id: str, *, now: datetime) -> bool:
        return self._database.write(_USE, {"of_id": identity_id, "now": now}) == 1

    def remove(self, user_id: str, identity_id: str) -> Identity | None:
        rows = self._database.write_returning(_REMOVE, {"of_user": user_id, "of_id": identity_id})
        return read_record(Identity, rows[0] if rows else None)
