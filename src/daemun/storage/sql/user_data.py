"""Everything about a user, read table by table: new tables are included automatically."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Column, LargeBinary, Table, select

from daemun.features.users.model import User
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.schema import SECRET, metadata, users

PREFIX: Final = "daemun_"


class SqlUserDataStore:
    """`UserDataStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read_all(self, user: User) -> Mapping[str, Sequence[Mapping[str, object]]]:
        return {
            table.name.removeprefix(PREFIX): self._read(table, owner, user.id)
            for table, owner in tables_of_users()
        }

    def _read(self, table: Table, owner: Column[str], user_id: str) -> Sequence[Mapping[str, object]]:
        columns = [column for column in table.c if is_shown(column)]
        rows = self._database.rows(select(*columns).where(owner == user_id))
        return [
            {column.name: _as_json(value) for column, value in zip(columns, row, strict=True)} for row in rows
        ]


def tables_of_users() -> Iterator[tuple[Table, Column[str]]]:
    """Every table with rows of users, and the column that refers to the user."""
    for table in metadata.sorted_tables:
        owner = users.c.id if table is users else table.c.get("user_id")
        if owner is not None:
            yield table, owner


def is_shown(column: Column[object]) -> bool:
    """Whether a column is left out: secrets, their digests and internal columns are binary or marked."""
    return not isinstance(column.type, LargeBinary) and not column.info.get(SECRET)


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return list(value) if isinstance(value, tuple) else value
