"""Statements on records that wait until their `next_try_at`, and that one process at a time claims."""

from datetime import datetime
from typing import Generic, Protocol, TypeVar

from daemun.storage.mongo.database.collection import ID, Collection, Filter
from daemun.storage.mongo.database.database import Database


class _Due(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def tries(self) -> int: ...


R = TypeVar("R", bound=_Due)


class DueRecords(Generic[R]):
    """What a process does with a claimed record counts while nobody else has claimed it since."""

    def __init__(self, database: Database, collection: Collection, kind: type[R], *, waits: Filter) -> None:
        """waits: which of them are tried at all."""
        self._database = database
        self._collection = collection
        self._kind = kind
        self._waits = waits

    def claim(self, *, now: datetime, until: datetime) -> R | None:
        """Take the one that has been due for longest, and count a try."""
        claimed = self._database.update_returning(
            self._collection,
            {**self._waits, "next_try_at": {"$lte": now}},
            {"$set": {"next_try_at": until}, "$inc": {"tries": 1}},
            sort=[("next_try_at", 1), (ID, 1)],
        )
        return self._collection.read(self._kind, claimed)

    def put_off(self, claimed: R, *, until: datetime) -> bool:
        """Try again later."""
        later = {"$set": {"next_try_at": until}}
        return self._database.update(self._collection, self._still_claimed(claimed), later) == 1

    def remove(self, claimed: R) -> bool:
        """Forget one that is done."""
        return self._database.delete(self._collection, self._still_claimed(claimed)) == 1

    def next_try_at(self) -> datetime | None:
        """Give the time at which the next one is due; None: none waits."""
        first = self._database.find_one(self._collection, self._waits, sort=[("next_try_at", 1)])
        return None if first is None else first["next_try_at"]

    def _still_claimed(self, claimed: R) -> Filter:
        return {ID: claimed.id, "tries": claimed.tries, **self._waits}
