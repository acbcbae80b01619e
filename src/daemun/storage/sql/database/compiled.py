"""Compiled: a statement in the driver's form, with rows in SQLAlchemy's form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Dialect, Executable, Row
from sqlalchemy.engine import result_tuple
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, object]
ManyValues = Sequence[Values]
"""A statement with these runs once for each, in one round trip where the driver can."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a statement."""

    rowcount: int
    """The number of rows changed or returned."""
    rows: Sequence[Row[Any]]


class Compiled:
    """Text, order and types, looked up once."""

    def __init__(self, compiled: SQLCompiler) -> None:
        self.text = str(compiled)
        self.gives_rows = bool(compiled._result_columns)  # noqa: SLF001 - with their types they are nowhere else
        self._compiled = compiled
        self._order = compiled.positiontup
        binds = {name: bound for bound, name in compiled.bind_names.items()}
        self._constants = {name: value for name, value in compiled.params.items() if not binds[name].required}
        dialect = compiled.dialect
        processes = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect) for name, bound in binds.items()
        }
        self._processes = [(name, process) for name, process in processes.items() if process is not None]
        self._make_row: Callable[[Sequence[Any]], Row[Any]] | None = None

    def bind(self, values: Values) -> Mapping[str, object] | Sequence[object]:
        """Convert values for the driver. Raises KeyError if one is missing."""
        given = {**self._constants, **values}
        for name, process in self._processes:
            given[name] = process(given[name])
        return given if self._order is None else [given[name] for name in self._order]

    def read(self, cursor: DBAPICursor) -> Outcome:
        """Convert rows from the driver."""
        if not self.gives_rows:
            return Outcome(cursor.rowcount, ())
        if self._make_row is None:
            self._make_row = self._row_maker(cursor)
        rows = [self._make_row(each) for each in cursor.fetchall()]
        return Outcome(len(rows), rows)

    def _row_maker(self, cursor: DBAPICursor) -> Callable[[Sequence[Any]], Row[Any]]:
        dialect, columns = self._compiled.dialect, self._compiled._result_columns  # noqa: SLF001 - as above
        made = [
            column.type.dialect_impl(dialect).result_processor(dialect, described[1])
            for column, described in zip(columns, cursor.description or (), strict=True)
        ]
        processes = [(place, process) for place, process in enumerate(made) if process is not None]
        as_row = result_tuple([column.keyname for column in columns])

        def make_row(given: Sequence[Any]) -> Row[Any]:
            values = [*given]
            for place, process in processes:
                values[place] = process(values[place])
            return as_row(values)

        return make_row


def compile_statement(statement: Executable, names: Sequence[str], dialect: Dialect) -> Compiled | None:
    """None: its text or its parameters vary between runs."""
    compiled = cast(ClauseElement, statement).compile(dialect=dialect, column_keys=list(names))
    if not isinstance(compiled, SQLCompiler) or compiled.isplaintext:
        return None
    varies = compiled.post_compile_params or compiled.literal_execute_params
    has_defaults = compiled.insert_prefetch or compiled.update_prefetch
    return None if varies or has_defaults else Compiled(compiled)
