"""Conversion between frozen dataclasses and columns of the same names."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Row, Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R")
S = TypeVar("S")


def column_values(record: "DataclassInstance") -> dict[str, object]:
    """The fields of a record by name, unchanged."""
    names, values_of = _fields_of(type(record))
    return dict(zip(names, values_of(record), strict=True))


def read_record(kind: type[R], row: Row[Any] | None) -> R | None:
    """Make a record of a row whose columns have the names of its fields."""
    return None if row is None else kind(**row._asdict())


def read_records(kind: type[R], rows: Sequence[Row[Any]]) -> list[R]:
    """Make a record of each row."""
    return [kind(**row._asdict()) for row in rows]


def read_joined(row: Row[Any], first: tuple[type[R], Table], second: tuple[type[S], Table]) -> tuple[R, S]:
    """Make two records of a row that has all columns of one table, then all of another."""
    (one, of_one), (other, of_other) = first, second
    names, other_names = _columns_of(of_one), _columns_of(of_other)
    values = tuple(row)
    columns = len(names)
    return (
        one(**dict(zip(names, values[:columns], strict=True))),
        other(**dict(zip(other_names, values[columns:], strict=True))),
    )


@cache
def _fields_of(
    kind: "type[DataclassInstance]",
) -> tuple[tuple[str, ...], Callable[[object], tuple[object, ...]]]:
    """The names of the fields of a kind of record, and what gives their values."""
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


@cache
def _columns_of(table: Table) -> tuple[str, ...]:
    return tuple(table.c.keys())
