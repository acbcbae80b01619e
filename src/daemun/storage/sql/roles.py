"""Statements on roles. A revoked role keeps its row until it is granted again or the user goes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from daemun.features.roles.model import LostRole
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import read_records
from daemun.storage.sql.database.replica import Replica
from daemun.storage.sql.schema import roles

_REVOKE = (
    update(roles)
    .where(
        roles.c.user_id == bindparam("of_user"),
        roles.c.role == bindparam("of_role"),
        roles.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("now"))
)
_LIST = select(roles.c.role).where(roles.c.user_id == bindparam("user_id"), roles.c.revoked_at.is_(None))
_LIST_OF = select(roles.c.user_id, roles.c.role).where(
    roles.c.user_id.in_(bindparam("user_ids", expanding=True)), roles.c.revoked_at.is_(None)
)
_IN_USE = select(roles.c.role).where(roles.c.revoked_at.is_(None)).distinct()
_LOST_SINCE = select(roles.c.user_id, roles.c.role, roles.c.revoked_at.label("at")).where(
    roles.c.revoked_at.is_not(None), roles.c.revoked_at >= bindparam("since")
)


class SqlRoleStore:
    """`RoleStore` in SQL."""

    def __init__(self, database: Database, replica: Replica) -> None:
        self._database = database
        self._replica = replica
        grant = database.insert(roles)
        self._grant = grant.on_conflict_do_update(
            index_elements=[roles.c.user_id, roles.c.role],
            set_={"granted_at": grant.excluded.granted_at, "revoked_at": None},
            where=roles.c.revoked_at.is_not(None),
        ).returning(roles.c.role)

    def grant(self, user_id: str, role: str, *, now: datetime) -> bool:
        values = {"user_id": user_id, "role": role, "granted_at": now}
        return bool(self._database.write_returning(self._grant, values))

    def revoke(self, user_id: str, role: str, *, now: datetime) -> bool:
        return self._database.write(_REVOKE, {"of_user": user_id, "of_role": role, "now": now}) == 1

    def list_roles(self, user_id: str) -> tuple[str, ...]:
        return tuple(sorted(row.role for row in self._database.rows(_LIST, {"user_id": user_id})))

    def list_roles_of(self, user_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {user_id: [] for user_id in user_ids}
        for row in self._replica.rows(_LIST_OF, {"user_ids": list(user_ids)}):
            found[row.user_id].append(row.role)
        return {user_id: tuple(sorted(held)) for user_id, held in found.items()}

    def list_in_use(self) -> frozenset[str]:
        return frozenset(row.role for row in self._database.rows(_IN_USE))

    def list_lost_since(self, since: datetime) -> Sequence[LostRole]:
        return read_records(LostRole, self._database.rows(_LOST_SINCE, {"since": since}))
