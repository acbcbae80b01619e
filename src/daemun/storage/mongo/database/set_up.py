"""What an operator should know about the set-up of the server and our collections. Only reads."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import bson

from daemun.storage.mongo.database.collection import Collection, Document, Index
from daemun.storage.mongo.database.database import Database
from daemun.storage.store import Remark

_OLDEST_KEPT_UP: Final = (7, 0)
"""Older versions no longer get fixes (MongoDB's software life cycle)."""
_TOO_FAR_BEHIND: Final = timedelta(seconds=10)
_REPAIR: Final = "run `daemun db upgrade`, which puts it there"


def remark_on_server(build_info: Document, hello: Document) -> Iterator[Remark]:
    """Report the version, the replica set, and whether its members keep up, from the server's answers."""
    version = str(build_info["version"])
    is_old = tuple(int(part) for part in version.split(".")[:2]) < _OLDEST_KEPT_UP
    remedy = "upgrade it: this version no longer gets fixes" if is_old else ""
    yield Remark("version", f"MongoDB {version}", remedy)
    yield Remark("replica_set", _set(hello))
    behind = _behind(hello)
    sentence = "a write counts once most members have it in their journals, whatever the URL says"
    if behind <= _TOO_FAR_BEHIND:
        yield Remark("write_concern", sentence)
    else:
        sentence += f"; they are {behind.total_seconds():.0f} s behind, and every login waits for them"
        yield Remark("write_concern", sentence, "ask rs.status() which members are away or slow")


def remark_on_indexes(database: Database, collections: Sequence[Collection]) -> Iterator[Remark]:
    """Name each index and validator that differs from ours; one remark when none does."""
    names = [each.name for each in collections]
    listed = database.command({"listCollections": 1, "filter": {"name": {"$in": names}}})
    options = {each["name"]: each["options"] for each in listed["cursor"]["firstBatch"]}
    is_right = True
    for collection in collections:
        for remark in _differences(database, collection, options.get(collection.name)):
            is_right = False
            yield remark
    if is_right:
        yield Remark("indexes", "every index and validator is there")


def _differences(
    database: Database, collection: Collection, options: Mapping[str, Any] | None
) -> Iterator[Remark]:
    if options is None:
        yield Remark("indexes", f"the collection {collection.name} is missing", _REPAIR, is_wrong=True)
        return
    if options.get("validator") != collection.validator:
        sentence = f"the validator of {collection.name} is missing, or another"
        yield Remark("indexes", sentence, _REPAIR, is_wrong=True)
    listed = database.command({"listIndexes": collection.name})["cursor"]["firstBatch"]
    found = {each["name"]: each for each in listed}
    for index in collection.indexes:
        if index.name not in found:
            sentence = f"the index {index.name} is missing"
            yield Remark("indexes", sentence, _REPAIR, is_wrong=True)
        elif not _is_same(index, found[index.name]):
            sentence = f"the index {index.name} is another than Daemun made"
            drop = (
                f'run `db.{collection.name}.dropIndex("{index.name}")` in mongosh, then `daemun db upgrade`'
            )
            yield Remark("indexes", sentence, drop, is_wrong=True)


def _is_same(index: Index, found: Mapping[str, Any]) -> bool:
    keys = [(name, int(direction)) for name, direction in found["key"].items()]
    return (
        keys == [(name, 1) for name in index.fields]
        and bool(found.get("unique")) == index.unique
        # As BSON: an instant comes back without its zone.
        and bson.encode(found.get("partialFilterExpression") or {}) == bson.encode(index.only or {})
    )


def _set(hello: Mapping[str, Any]) -> str:
    if "setName" not in hello:
        return "it is a sharded cluster"
    members = len(hello.get("hosts", ())) + len(hello.get("passives", ()))
    if members == 1:
        return f"the set {hello['setName']} has one member: while it is away, nobody logs in"
    return f"the set {hello['setName']} has {members} members with data"


def _behind(hello: Mapping[str, Any]) -> timedelta:
    """How far most members lag behind the newest write; a sharded cluster does not say."""
    last = hello.get("lastWrite", {})
    if "majorityWriteDate" not in last:
        return timedelta(0)
    behind: timedelta = last["lastWriteDate"] - last["majorityWriteDate"]
    return behind
