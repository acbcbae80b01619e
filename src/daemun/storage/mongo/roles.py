"""Statements on roles. A revoked role keeps its document until it is granted again or the user is deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from daemun.features.roles.model import LostRole
from daemun.storage.mongo.database.collection import ID, Document
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import require_owner, roles_of
from daemun.storage.mongo.schema import ROLES


class MongoRoleStore:
    """`RoleStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def grant(self, user_id: str, role: str, *, now: datetime) -> bool:
        return self._database.together(lambda: self._grant(user_id, role, now))

    def revoke(self, user_id: str, role: str, *, now: datetime) -> bool:
        where = {"user_id": user_id, "role": role, "revoked_at": None}
        return self._database.update(ROLES, where, {"$set": {"revoked_at": now}}) == 1

    def list_roles(self, user_id: str) -> tuple[str, ...]:
        return roles_of(self._database, user_id)

    def list_roles_of(self, user_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {user_id: [] for user_id in user_ids}
        where = {"user_id": {"$in": list(user_ids)}, "revoked_at": None}
        for document in self._database.find(ROLES, where):
            found[document["user_id"]].append(document["role"])
        return {user_id: tuple(sorted(held)) for user_id, held in found.items()}

    def list_in_use(self) -> frozenset[str]:
        stages: list[Document] = [{"$match": {"revoked_at": None}}, {"$group": {ID: "$role"}}]
        return frozenset(document[ID] for document in self._database.aggregate(ROLES, stages))

    def list_lost_since(self, since: datetime) -> Sequence[LostRole]:
        lost = self._database.find(ROLES, {"revoked_at": {"$gte": since}})
        return [LostRole(each["user_id"], each["role"], each["revoked_at"]) for each in lost]

    def _grant(self, user_id: str, role: str, now: datetime) -> bool:
        require_owner(self._database, user_id)
        place = {"user_id": user_id, "role": role}
        if self._database.find_one(ROLES, {**place, "revoked_at": None}) is not None:
            return False
        granted = ROLES.document({**place, "granted_at": now, "revoked_at": None})
        self._database.replace_each(ROLES, [(place, granted)])
        return True
