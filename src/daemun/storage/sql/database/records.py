"""Between frozen dataclasses and columns of the same names."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Row, Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R")
S = TypeVar("S")


def column_values(record: "DataclassInstance") -> dict[str, object]:
    """Give the fields of a record by name, as they are."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def read_record(kind: type[R], row: Row[Any] | None) -> R | None:
    """Make a record of a row whose columns have the names of its fields."""
    return None if row is None else kind(**row._mapping)  # noqa: SLF001 - public, named so that it is no column


def read_records(kind: type[R], rows: Sequence[Row[Any]]) -> list[R]:
    """Make a record of each row."""
    return [kind(**row._mapping) for row in rows]  # noqa: SLF001 - as above


def read_joined(row: Row[Any], first: tuple[type[R], Table], second: tuple[type[S], Table]) -> tuple[R, S]:
    """Make two records of a row that has all columns of one table, then all of another."""
    (one, of_one), (other, of_other) = first, second
    columns = len(of_one.c)
    return (
        one(**dict(zip(of_one.c.keys(), row[:columns], strict=True))),
        other(**dict(zip(of_other.c.keys(), row[columns:], strict=True))),
    )
