"""Statements about the database itself."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Boolean, DateTime, Integer, Text, column, func, select, table

from daemun.storage.sql.database.database import Database
from daemun.storage.sql.schema import metadata
from daemun.storage.store import Remark, StatementObserver

_CLOCK = select(func.clock_timestamp(type_=DateTime(timezone=True)))
_ESTIMATES = select(column("relname", Text), column("n_live_tup", Integer)).select_from(
    table("pg_stat_user_tables")
)
_POWERS = {
    "rolsuper": "SUPERUSER",
    "rolcreaterole": "CREATEROLE",
    "rolcreatedb": "CREATEDB",
    "rolreplication": "REPLICATION",
    "rolbypassrls": "BYPASSRLS",
}
_ROLE = (
    select(*(column(name, Boolean) for name in _POWERS))
    .select_from(table("pg_roles"))
    .where(column("rolname", Text) == func.current_user())
)


class SqlInspection:
    """`Inspection` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def clock(self) -> datetime | None:
        if self._database.name == "sqlite":
            return None
        row = self._database.row(_CLOCK)
        found: datetime | None = None if row is None else row[0].astimezone(UTC)
        return found

    def table_sizes(self) -> Mapping[str, int]:
        if self._database.name == "sqlite":
            return {name: self._count(name) for name in sorted(metadata.tables)}
        rows = self._database.rows(_ESTIMATES.where(column("relname").in_(sorted(metadata.tables))))
        return {str(row.relname): int(row.n_live_tup) for row in rows}

    def needless_powers(self) -> Sequence[str]:
        if self._database.name == "sqlite":
            return ()
        row = self._database.row(_ROLE)
        if row is None:
            return ()
        if row.rolsuper:
            return (_POWERS["rolsuper"],)  # which includes the others
        return [power for name, power in _POWERS.items() if getattr(row, name)]

    def remarks(self) -> Sequence[Remark]:
        return ()

    def watch(self, ran: StatementObserver) -> None:
        self._database.watch(ran)

    def _count(self, name: str) -> int:
        row = self._database.row(select(func.count()).select_from(metadata.tables[name]))
        return 0 if row is None else int(row[0])
