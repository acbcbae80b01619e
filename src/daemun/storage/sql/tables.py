"""Statements that know no rule: every row of every table, for moving it to another database."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Column, Integer, MetaData, Table, Text, insert, select, tuple_
from sqlalchemy.schema import CreateTable, DropTable

from daemun.storage.sql.database.database import Database
from daemun.storage.sql.schema import metadata
from daemun.storage.store import Row

# It exists while a copy is under way, so it is in no migration.
_COPY: Final = Table(
    "daemun_copy",
    MetaData(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
)
_THE_ONE: Final = 1


class SqlTables:
    """`Tables` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        put = database.insert(_COPY)
        self._note = put.on_conflict_do_update(
            index_elements=[_COPY.c.number], set_={"state": put.excluded.state}
        )

    def names(self) -> Sequence[str]:
        return [table.name for table in metadata.sorted_tables]

    def place(self, name: str, row: Row) -> Sequence[object]:
        return [row[column.name] for column in metadata.tables[name].primary_key]

    def read(self, name: str, *, after: Sequence[object] | None, limit: int) -> Sequence[Row]:
        table = metadata.tables[name]
        key = tuple(table.primary_key.columns)
        page = select(table).order_by(*key).limit(limit)
        if after is not None:
            page = page.where(tuple_(*key) > tuple_(*after, types=[column.type for column in key]))
        return [dict(row._mapping) for row in self._database.rows(page)]  # noqa: SLF001 - public

    def add(self, name: str, rows: Sequence[Row]) -> None:
        self._database.write(insert(metadata.tables[name]), rows)

    def find_copy(self) -> str | None:
        self._database.write(CreateTable(_COPY, if_not_exists=True))
        row = self._database.row(select(_COPY.c.state))
        return None if row is None else str(row.state)

    def note_copy(self, state: str) -> None:
        self._database.write(self._note, {"number": _THE_ONE, "state": state})

    def end_copy(self) -> None:
        self._database.write(DropTable(_COPY, if_exists=True))
