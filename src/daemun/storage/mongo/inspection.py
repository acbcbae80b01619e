"""Questions about the server itself."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.database.schema_version import SchemaVersion
from daemun.storage.mongo.database.set_up import remark_on_indexes, remark_on_server
from daemun.storage.mongo.schema import COLLECTIONS
from daemun.storage.store import Remark, StatementObserver

_NEEDLESS = frozenset(
    {
        "root",
        "__system",
        "clusterAdmin",
        "userAdmin",
        "userAdminAnyDatabase",
        "dbAdminAnyDatabase",
        "readAnyDatabase",
        "readWriteAnyDatabase",
        "dbOwner",
    }
)


class MongoInspection:
    """`Inspection` in MongoDB."""

    def __init__(self, database: Database, schema: SchemaVersion) -> None:
        self._database = database
        self._schema = schema

    def clock(self) -> datetime | None:
        found: datetime = self._database.command("hello")["localTime"]
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)

    def table_sizes(self) -> Mapping[str, int]:
        return {each.name: self._database.estimate(each) for each in COLLECTIONS}

    def needless_powers(self) -> Sequence[str]:
        status = self._database.command("connectionStatus")
        held = {role["role"] for role in status["authInfo"]["authenticatedUserRoles"]}
        return sorted(held & _NEEDLESS)

    def remarks(self) -> Sequence[Remark]:
        build_info, hello = self._database.command("buildInfo"), self._database.command("hello")
        remarks = [*remark_on_server(build_info, hello)]
        # A newer program may have made its own indexes.
        if self._schema.find() == self._schema.needed:
            remarks += remark_on_indexes(self._database, COLLECTIONS)
        return remarks

    def watch(self, ran: StatementObserver) -> None:
        self._database.watch(ran)
