"""The version of the collections, and upgrading them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pymongo
from bson import json_util
from pymongo.errors import OperationFailure

from daemun.problem import StoreMisconfigured, StoreUnavailable
from daemun.storage.mongo.database.client import Client
from daemun.storage.mongo.database.collection import ID, PREFIX, Collection
from daemun.storage.mongo.database.failures import is_duplicate, unavailable_if_down
from daemun.storage.store import SchemaBehind

_VERSIONS: Final = f"{PREFIX}schema_version"
_THE_ONE: Final = "schema"
_ALREADY_THERE: Final = 48
_NO_SUCH_INDEX: Final = 27
_OTHER_INDEX: Final = frozenset({85, 86})
Command = dict[str, Any]

STAND_ALONE: Final = StoreMisconfigured(
    "this MongoDB is a stand-alone server, which has no transactions",
    "start mongod with --replSet rs0, and run once: mongosh --eval 'rs.initiate()'",
)


class SchemaVersion:
    """The version of the collections in one database."""

    def __init__(
        self, client: Client, collections: Sequence[Collection], needed: str, *, upgrade_at_start: bool
    ) -> None:
        self.needed = needed
        self._client = client
        self._collections = collections
        self._upgrade_at_start = upgrade_at_start

    def find(self) -> str | None:
        """Find the version of the collections; None when there are none."""
        with unavailable_if_down:
            found = self._client.database[_VERSIONS].find_one({ID: _THE_ONE})
        return None if found is None else str(found["version"])

    def prepare(self) -> None:
        """Make the collections usable: upgrade them if allowed. Raises SchemaBehind if not."""
        for fault in self.find_faults():
            raise fault
        found = self.find()
        # Newer collections work for older programs, so an upgrade needs no downtime.
        if found is not None and found >= self.needed:
            return
        if not self._upgrade_at_start:
            raise SchemaBehind(found, needed=self.needed)
        self.upgrade()

    def find_faults(self) -> tuple[StoreUnavailable, ...]:
        """Find everything that stops this program from using the database, with the remedy."""
        with unavailable_if_down:
            hello = self._client.database.command("hello")
        is_cluster = "setName" in hello or hello.get("msg") == "isdbgrid"
        return () if is_cluster else (STAND_ALONE,)

    def upgrade(self) -> None:
        """Upgrade the collections. Each command is idempotent, so several processes may run it at once, and
        the next one finishes an interrupted upgrade. Removed indexes and validators are restored.
        """
        for fault in self.find_faults():
            raise fault
        found = self.find()
        if found is not None and found > self.needed:
            return
        # Building an index may take any time.
        with unavailable_if_down, pymongo.timeout(None):
            for command in self._commands():
                self._run(command)

    def upgrade_script(self) -> str:
        """Write what `upgrade` would run, for mongosh; empty when there is nothing to do."""
        found = self.find()
        if found is not None and found >= self.needed:
            return ""
        return "".join(f"db.runCommand({json_util.dumps(command)})\n" for command in self._commands())

    def _run(self, command: Command) -> None:
        try:
            self._client.database.command(command)
        except OperationFailure as error:
            if error.code in _OTHER_INDEX:
                raise StoreMisconfigured(
                    "an index of ours is another than Daemun made", "`daemun doctor` says which to drop"
                ) from None
            if is_duplicate(error):
                raise StoreMisconfigured(
                    f"documents in {command['createIndexes']} are equal in what must be unique",
                    "keep one of each, then run `daemun db upgrade`",
                ) from None
            if error.code not in (_ALREADY_THERE, _NO_SUCH_INDEX):
                raise

    def _commands(self) -> Iterator[Command]:
        for each in self._collections:
            yield {"create": each.name}
            yield {"collMod": each.name, "validator": each.validator}
            if each.indexes:
                yield {"createIndexes": each.name, "indexes": [index.command for index in each.indexes]}
            # Dropped last, so that unique fields stay unique at every moment.
            for name in each.replaced:
                yield {"dropIndexes": each.name, "index": name}
        # Last, and never downwards: a newer program may have upgraded meanwhile.
        yield {
            "update": _VERSIONS,
            "updates": [{"q": {ID: _THE_ONE}, "u": {"$max": {"version": self.needed}}, "upsert": True}],
            "writeConcern": {"w": "majority", "j": True},
        }
