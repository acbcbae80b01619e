"""Questions about the server itself."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.schema import COLLECTIONS
from daemun.storage.store import StatementObserver

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

    def __init__(self, database: Database) -> None:
        self._database = database

    def clock(self) -> datetime | None:
        found: datetime = self._database.command("hello")["localTime"]
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)

    def table_sizes(self) -> Mapping[str, int]:
        return {each.name: self._database.estimate(each) for each in COLLECTIONS}

    def needless_powers(self) -> Sequence[str]:
        status = self._database.command("connectionStatus")
        held = {role["role"] for role in status["authInfo"]["authenticatedUserRoles"]}
        return sorted(held & _NEEDLESS)

    def watch(self, ran: StatementObserver) -> None:
        self._database.watch(ran)
