"""Everything about a user, read collection by collection; new collections are included automatically."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from daemun.features.users.model import User
from daemun.storage.mongo.database.collection import ID, PREFIX, Collection
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.schema import COLLECTIONS, USERS


class MongoUserDataStore:
    """`UserDataStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read_all(self, user: User) -> Mapping[str, Sequence[Mapping[str, object]]]:
        return {
            each.name.removeprefix(PREFIX): self._read(each, owner, user.id)
            for each in COLLECTIONS
            if (owner := ID if each is USERS else each.owner) is not None
        }

    def _read(self, collection: Collection, owner: str, user_id: str) -> Sequence[Mapping[str, object]]:
        shown = {field.name for field in collection.fields if field.is_shown}
        return [
            {name: _as_json(value) for name, value in collection.values(document).items() if name in shown}
            for document in self._database.find(collection, {owner: user_id})
        ]


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return list(value) if isinstance(value, tuple) else value
