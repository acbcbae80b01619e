"""Statements on signing keys. A removed key keeps its number, so that no number is used twice."""

from collections.abc import Sequence
from datetime import datetime

from daemun.features.tokens.model import SigningKey
from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.schema import SIGNING_KEYS


class MongoSigningKeyStore:
    """`SigningKeyStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: SigningKey) -> bool:
        taken = {"$or": [{ID: key.number}, {"id": key.id}]}
        return self._database.insert_if_free(SIGNING_KEYS, SIGNING_KEYS.document_of(key), taken=taken)

    def list_keys(self) -> Sequence[SigningKey]:
        return SIGNING_KEYS.read_all(SigningKey, self._database.find(SIGNING_KEYS, {}, sort=[(ID, 1)]))

    def remove(self, key_id: str, *, now: datetime) -> bool:
        removed = {"$set": {"removed_at": now, "sealed_private_key": b""}}
        return self._database.update(SIGNING_KEYS, {"id": key_id, "removed_at": None}, removed) == 1
