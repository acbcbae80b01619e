"""Statements on grants of providers. One is due once its identity is deleted; a revoked one is deleted."""

from sqlalchemy import bindparam, delete, select

from daemun.features.social_login.model import Grant
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record
from daemun.storage.sql.due_records import DueRecords
from daemun.storage.sql.schema import provider_grants as grants

_IS_OF_ID = grants.c.id == bindparam("of_id")
_FIND = select(grants).where(_IS_OF_ID)
_FORGET = delete(grants).where(_IS_OF_ID)


class SqlGrantStore(DueRecords[Grant]):
    """`GrantStore` in SQL."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, grants, Grant, waits=grants.c.identity_id.is_(None))
        put = database.insert(grants)
        self._keep = put.on_conflict_do_update(
            index_elements=[grants.c.id], set_={"sealed": put.excluded.sealed}
        )

    def keep(self, grant: Grant) -> None:
        self._database.write(self._keep, column_values(grant))

    def forget(self, identity_id: str) -> None:
        self._database.write(_FORGET, {"of_id": identity_id})

    def find(self, grant_id: str) -> Grant | None:
        return read_record(Grant, self._database.row(_FIND, {"of_id": grant_id}))
