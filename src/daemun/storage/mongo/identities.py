"""Statements on accounts at providers."""

from collections.abc import Sequence
from datetime import datetime

from daemun.features.social_login.model import Identity
from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import require_owner
from daemun.storage.mongo.provider_grants import part_grants
from daemun.storage.mongo.schema import IDENTITIES

_OLDEST = [("created_at", 1), (ID, 1)]


class MongoIdentityStore:
    """`IdentityStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, identity: Identity) -> bool:
        taken = {"issuer": identity.issuer, "subject": identity.subject}

        def add() -> bool:
            require_owner(self._database, identity.user_id)
            document = IDENTITIES.document_of(identity)
            return self._database.insert_if_free(IDENTITIES, document, taken=taken)

        return self._database.together(add)

    def find(self, issuer: str, subject: str) -> Identity | None:
        where = {"issuer": issuer, "subject": subject}
        return IDENTITIES.read(Identity, self._database.find_one(IDENTITIES, where))

    def list_of(self, user_id: str) -> Sequence[Identity]:
        found = self._database.find(IDENTITIES, {"user_id": user_id}, sort=_OLDEST)
        return IDENTITIES.read_all(Identity, found)

    def use(self, identity_id: str, *, now: datetime) -> bool:
        return self._database.update(IDENTITIES, {ID: identity_id}, {"$set": {"last_used_at": now}}) == 1

    def remove(self, user_id: str, identity_id: str) -> Identity | None:
        where = {ID: identity_id, "user_id": user_id}

        def remove() -> Identity | None:
            removed = self._database.delete_returning(IDENTITIES, where)
            part_grants(self._database, [identity_id] if removed is not None else [])
            return IDENTITIES.read(Identity, removed)

        return self._database.together(remove)
