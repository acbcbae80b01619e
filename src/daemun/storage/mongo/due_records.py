"""Statements on records that are due at their `next_try_at`; one process at a time claims each."""

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
    """A change to a claimed record counts only if nobody else has claimed it since."""

    def __init__(self, database: Database, collection: Collection, kind: type[R], *, waits: Filter) -> None:
        """waits: matches the records that are to be tried."""
        self._database = database
        self._collection = collection
        self._kind = kind
        self._waits = waits

    def claim(self, *, now: datetime, until: datetime) -> R | None:
        """Claim the record that has been due for longest, and count a try."""
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
        """Remove a record that is done."""
        return self._database.delete(self._collection, self._still_claimed(claimed)) == 1

    def next_try_at(self) -> datetime | None:
        """The time at which the next record is due; None: none waits."""
        first = self._database.find_one(self._collection, self._waits, sort=[("next_try_at", 1)])
        return None if first is None else first["next_try_at"]

    def _still_claimed(self, claimed: R) -> Filter:
        return {ID: claimed.id, "tries": claimed.tries, **self._waits}
