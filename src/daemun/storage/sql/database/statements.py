"""Statements: repeated statements go straight to the driver, as text that SQLAlchemy compiled once.

SQLAlchemy looks up the text, the types and the columns of a statement on each run, which takes longer than
running it.
"""

from collections.abc import Callable
from time import monotonic
from typing import Any, Self, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Executable
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from daemun.storage.sql.database.compiled import Compiled, ManyValues, Outcome, Values, compile_statement
from daemun.storage.sql.database.watching import begin_statement, watch_statements
from daemun.storage.store import StatementObserver

T = TypeVar("T")


class Statements:
    """The compiled statements of one engine, and the observers of their durations."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.observers: list[StatementObserver] = []
        self._compiled: WeakKeyDictionary[Executable, dict[tuple[str, ...], Compiled | None]] = (
            WeakKeyDictionary()
        )

    def watch(self, ran: StatementObserver) -> None:
        """Call `ran` after every statement from now on."""
        if not self.observers:
            watch_statements(self.engine, self._tell)
        self.observers.append(ran)

    def connect(self) -> "OpenConnection":
        """Take a connection of the pool."""
        return OpenConnection(self.engine.connect(), self, is_overheard=self._is_overheard())

    def find(self, statement: Executable, names: tuple[str, ...]) -> Compiled | None:
        """None: SQLAlchemy must run it."""
        known = self._compiled.get(statement)
        if known is None:
            self._compiled[statement] = {}
            return None
        if names not in known:
            known[names] = compile_statement(statement, names, self.engine.dialect)
        return known[names]

    def _is_overheard(self) -> bool:
        """Whether others listen to the engine: then SQLAlchemy must run everything."""
        listening, ours = self.engine.dispatch, 1 if self.observers else 0
        return bool(
            len(listening.before_cursor_execute) > ours
            or len(listening.after_cursor_execute) > ours
            or listening.before_execute
            or listening.after_execute
            or listening.commit
        )

    def _tell(self, statement: str, *, took: float, failed: bool) -> None:
        for ran in self.observers:
            ran(statement, took=took, failed=failed)


class OpenConnection:
    """Runs statements and transactions on one connection, with the same outcome either way.

    SQLAlchemy runs first occurrences, because many statements are used only once; statements with a list of
    values, because their text varies; and everything if somebody else listens to the engine.
    """

    def __init__(self, connection: Connection, statements: Statements, *, is_overheard: bool) -> None:
        self._connection = connection
        self._statements = statements
        self._is_overheard = is_overheard

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give it back to the pool."""
        self._connection.close()

    def execute(self, statement: Executable, values: Values | ManyValues | None) -> Outcome:
        """Run a statement, or run it once for each of several values."""
        many: ManyValues = values if isinstance(values, list | tuple) else (cast(Values, values or {}),)
        compiled = None if self._is_overheard else self._statements.find(statement, tuple(many[0]))
        if compiled is None or (len(many) > 1 and compiled.gives_rows):
            return self._execute_by_sqlalchemy(statement, values)
        bound: list[Any] = [compiled.bind(each) for each in many]

        def run(cursor: DBAPICursor) -> Outcome:
            if len(bound) == 1:
                cursor.execute(compiled.text, bound[0])
            else:
                cursor.executemany(compiled.text, bound)
            return compiled.read(cursor)

        return self._run(compiled.text, run)

    def begin(self) -> None:
        """Begin a transaction, on SQLite as its one writer."""
        text = "BEGIN IMMEDIATE" if self._statements.engine.dialect.name == "sqlite" else "BEGIN"
        if self._is_overheard:
            self._connection.exec_driver_sql(text)
            return
        self._run(text, lambda cursor: cursor.execute(text))

    def commit(self) -> None:
        """Commit the transaction."""
        if self._connection.in_transaction():
            self._connection.commit()
            return
        try:
            self._connection.connection.commit()
        except BaseException as error:
            self._translate(error)
            raise

    def roll_back(self) -> None:
        """Roll back the transaction; a connection that cannot is discarded."""
        try:
            if self._connection.in_transaction():
                self._connection.rollback()
            elif not self._connection.invalidated:
                self._connection.connection.rollback()
        except (DBAPIError, self._statements.engine.dialect.loaded_dbapi.Error):
            self._connection.invalidate()

    def _run(self, text: str, run: Callable[[DBAPICursor], T]) -> T:
        """Run a text with a cursor, and report its duration to the observers."""
        cursor = self._connection.connection.cursor()
        began = monotonic()
        try:
            outcome = run(cursor)
        except BaseException as error:
            begin_statement(self._connection, at=began)
            self._translate(error, text, cursor)
            raise
        for ran in self._statements.observers:
            ran(text, took=monotonic() - began, failed=False)
        cursor.close()
        return outcome

    def _execute_by_sqlalchemy(self, statement: Executable, values: Values | ManyValues | None) -> Outcome:
        result = self._connection.execute(statement, values)
        if not result.returns_rows:
            return Outcome(result.rowcount, ())
        rows = result.all()
        return Outcome(len(rows), rows)

    def _translate(
        self, error: BaseException, text: str | None = None, cursor: DBAPICursor | None = None
    ) -> None:
        """Find out whether the connection is lost, notify the observers, and raise what SQLAlchemy would;
        return if that is the error itself.
        """
        is_of_driver = isinstance(error, self._statements.engine.dialect.loaded_dbapi.Error)
        if is_of_driver or not isinstance(error, Exception):
            self._connection._handle_dbapi_exception(error, text, None, cursor, None)  # noqa: SLF001 - the only way
