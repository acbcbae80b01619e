"""Statements on grants of providers. One is due once its identity is deleted; a revoked one is deleted."""

from collections.abc import Collection

from daemun.features.social_login.model import Grant
from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.due_records import DueRecords
from daemun.storage.mongo.schema import PROVIDER_GRANTS


class MongoGrantStore(DueRecords[Grant]):
    """`GrantStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, PROVIDER_GRANTS, Grant, waits={"identity_id": None})

    def keep(self, grant: Grant) -> None:
        kept = PROVIDER_GRANTS.document_of(grant)
        self._database.replace_each(PROVIDER_GRANTS, [({ID: grant.id}, kept)])

    def forget(self, identity_id: str) -> None:
        self._database.delete(PROVIDER_GRANTS, {ID: identity_id})

    def find(self, grant_id: str) -> Grant | None:
        return PROVIDER_GRANTS.read(Grant, self._database.find_one(PROVIDER_GRANTS, {ID: grant_id}))


def part_grants(database: Database, identity_ids: Collection[str]) -> None:
    """Make the grants of removed identities due, as a foreign key does in SQL."""
    if identity_ids:
        where = {ID: {"$in": list(identity_ids)}}
        database.update_all(PROVIDER_GRANTS, where, {"$set": {"identity_id": None}})
