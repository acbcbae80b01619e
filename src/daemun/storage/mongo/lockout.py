"""Statements that count tries: a transaction reads the counts, and is rolled back if another changed one."""

from collections.abc import Sequence
from datetime import datetime

from daemun.features.lockout.model import AllCounted, Key, Limit, Refusal, TryCount
from daemun.storage.mongo.database.collection import ID, Document, Filter
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.schema import LOCKOUT


class MongoLockoutStore:
    """`LockoutStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count_try(self, key: str, limit: Limit, *, now: datetime) -> TryCount:
        return self.count_together(((key, limit),), now=now).only

    def count_together(
        self, keys: Sequence[Key], *, now: datetime, once: tuple[str, str] | None = None
    ) -> AllCounted | Refusal:
        return self._database.together(lambda: self._count(keys, now, once or ()))

    def take_back(self, counted: Sequence[Key]) -> None:
        if counted:
            self._database.update_each(LOCKOUT, [_one_less(key, limit) for key, limit in counted])

    def find_tries(self, key: str, limit: Limit, *, now: datetime) -> int:
        found = self._database.find_one(LOCKOUT, {ID: key, "window_started_at": {"$gt": now - limit.window}})
        return 0 if found is None else int(found["tries"])

    def forget(self, key: str) -> None:
        self._database.delete(LOCKOUT, {ID: key})

    def _count(self, keys: Sequence[Key], now: datetime, once: tuple[str, ...]) -> AllCounted | Refusal:
        found = {
            document[ID]: document
            for document in self._database.find(LOCKOUT, {ID: {"$in": [key for key, _ in keys]}})
        }
        for key, limit in keys:
            until = found[key]["refused_until"] if key in found else None
            if until is not None and until > now:
                return Refusal(key, limit, found[key]["tries"], until)
        counts = {key: _one_more(found.get(key), key, limit, now) for key, limit in keys}
        tries = tuple(int(counts[key]["tries"]) for key, _ in keys)
        known = once if once and counts[once[0]]["tries"] > 1 else ()
        for key, limit in keys:
            if key in known:
                counts[key]["tries"] -= 1
            else:
                counts[key]["refused_until"] = limit.wait_until(counts[key]["tries"], now)
        self._database.replace_each(
            LOCKOUT, [({ID: key}, LOCKOUT.document(count)) for key, count in counts.items()]
        )
        return AllCounted(tries)


def _one_more(found: Document | None, key: str, limit: Limit, now: datetime) -> Document:
    if found is None or found["window_started_at"] <= now - limit.window:
        return {"key": key, "tries": 1, "window_started_at": now, "refused_until": None}
    return {
        "key": key,
        "tries": found["tries"] + 1,
        "window_started_at": found["window_started_at"],
        "refused_until": None,
    }


def _one_less(key: str, limit: Limit) -> tuple[Filter, list[Document]]:
    fewer = {"$subtract": ["$tries", 1]}
    ended = {"$cond": [{"$lt": [fewer, limit.first_wait]}, None, "$refused_until"]}
    return {ID: key, "tries": {"$gt": 0}}, [{"$set": {"tries": fewer, "refused_until": ended}}]
