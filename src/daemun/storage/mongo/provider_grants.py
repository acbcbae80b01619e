"""Statements on grants of providers. One is due once its identity is gone; a revoked one is gone."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from daemun.features.social_login.model import Grant
from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.schema import PROVIDER_GRANTS


class MongoGrantStore:
    """`GrantStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, grant: Grant) -> None:
        kept = PROVIDER_GRANTS.document_of(grant)
        self._database.replace_each(PROVIDER_GRANTS, [({ID: grant.id}, kept)])

    def forget(self, identity_id: str) -> None:
        self._database.delete(PROVIDER_GRANTS, {ID: identity_id})

    def find(self, grant_id: str) -> Grant | None:
        return PROVIDER_GRANTS.read(Grant, self._database.find_one(PROVIDER_GRANTS, {ID: grant_id}))

    def claim(self, *, now: datetime, until: datetime) -> Grant | None:
        claimed = self._database.update_returning(
            PROVIDER_GRANTS,
            {"identity_id": None, "next_try_at": {"$lte": now}},
            {"$set": {"next_try_at": until}, "$inc": {"tries": 1}},
            sort=[("next_try_at", 1), (ID, 1)],
        )
        return PROVIDER_GRANTS.read(Grant, claimed)

    def put_off(self, claimed: Grant, *, until: datetime) -> bool:
        later = {"$set": {"next_try_at": until}}
        return self._database.update(PROVIDER_GRANTS, _still_claimed(claimed), later) == 1

    def remove(self, claimed: Grant) -> bool:
        return self._database.delete(PROVIDER_GRANTS, _still_claimed(claimed)) == 1

    def next_try_at(self) -> datetime | None:
        first = self._database.find_one(PROVIDER_GRANTS, {"identity_id": None}, sort=[("next_try_at", 1)])
        return None if first is None else first["next_try_at"]


def part_grants(database: Database, identity_ids: Collection[str]) -> None:
    """What a foreign key does in SQL: their identities go, so they are due."""
    if identity_ids:
        where = {ID: {"$in": list(identity_ids)}}
        database.update_all(PROVIDER_GRANTS, where, {"$set": {"identity_id": None}})


def _still_claimed(claimed: Grant) -> dict[str, Any]:
    return {ID: claimed.id, "tries": claimed.tries}
