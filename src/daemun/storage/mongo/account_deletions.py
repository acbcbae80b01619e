"""Statements on requested account deletions."""

from collections.abc import Sequence
from datetime import datetime

from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import require_owner
from daemun.storage.mongo.schema import ACCOUNT_DELETIONS


class MongoAccountDeletionStore:
    """`AccountDeletionStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, user_id: str, *, now: datetime, due_at: datetime) -> bool:
        values = {"user_id": user_id, "asked_at": now, "due_at": due_at}

        def ask() -> bool:
            require_owner(self._database, user_id)
            document = ACCOUNT_DELETIONS.document(values)
            return self._database.insert_if_free(ACCOUNT_DELETIONS, document, taken={ID: user_id})

        return self._database.together(ask)

    def cancel(self, user_id: str, *, now: datetime) -> bool:
        return self._database.delete(ACCOUNT_DELETIONS, {ID: user_id, "due_at": {"$gt": now}}) == 1

    def find_due_at(self, user_id: str) -> datetime | None:
        found = self._database.find_one(ACCOUNT_DELETIONS, {ID: user_id})
        return None if found is None else found["due_at"]

    def list_due(self, *, now: datetime, limit: int) -> Sequence[str]:
        due = self._database.find(
            ACCOUNT_DELETIONS, {"due_at": {"$lte": now}}, sort=[("due_at", 1)], limit=limit
        )
        return [document[ID] for document in due]

    def take_due(self, user_id: str, *, now: datetime) -> bool:
        return self._database.delete(ACCOUNT_DELETIONS, {ID: user_id, "due_at": {"$lte": now}}) == 1
