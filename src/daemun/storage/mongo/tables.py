"""Statements without rules on every document of every collection, for copying to another database."""

from collections.abc import Sequence
from typing import Any, Final

from daemun.storage.mongo.database.collection import ID, PREFIX, Collection, Document
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.database.fields import TEXT, Field
from daemun.storage.mongo.schema import COLLECTIONS
from daemun.storage.store import Row

# Exists while a copy is under way.
_COPY: Final = Collection(f"{PREFIX}copy", (Field("state", TEXT),))
_THE_ONE: Final = {ID: "copy"}
_BY_NAME: Final = {each.name: each for each in COLLECTIONS}


class MongoTables:
    """`Tables` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def names(self) -> Sequence[str]:
        return list(_BY_NAME)

    def place(self, name: str, row: Row) -> Sequence[object]:
        return [row[each] for each in _BY_NAME[name].identity]

    def read(self, name: str, *, after: Sequence[object] | None, limit: int) -> Sequence[Row]:
        collection = _BY_NAME[name]
        key = [collection.kept_name(each) for each in collection.identity]
        where = {} if after is None else _behind(key, after)
        page = self._database.find(collection, where, sort=[(each, 1) for each in key], limit=limit)
        return [collection.values(document) for document in page]

    def add(self, name: str, rows: Sequence[Row]) -> None:
        collection = _BY_NAME[name]
        self._database.insert(collection, [collection.document(row) for row in rows])

    def find_copy(self) -> str | None:
        found = self._database.find_one(_COPY, _THE_ONE)
        return None if found is None else str(found["state"])

    def note_copy(self, state: str) -> None:
        self._database.replace_each(_COPY, [(_THE_ONE, {**_THE_ONE, "state": state})])

    def end_copy(self) -> None:
        self._database.delete(_COPY, _THE_ONE)


def _behind(key: Sequence[str], place: Sequence[Any]) -> Document:
    """Match what follows a place: greater in one part of the key, and equal in those before it."""
    return {
        "$or": [
            {**dict(zip(key[:number], place, strict=False)), name: {"$gt": place[number]}}
            for number, name in enumerate(key)
        ]
    }
