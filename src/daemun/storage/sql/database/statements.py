"""Statements: what runs again goes straight to the driver, as text that SQLAlchemy compiled once.

SQLAlchemy looks up the text, the types and the columns of a statement at each run, which takes longer than to
run it.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Executable
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from daemun.storage.sql.database.compiled import Compiled, ManyValues, Outcome, Values, compile_statement
from daemun.storage.sql.database.watching import watch_statements
from daemun.storage.store import StatementObserver

T = TypeVar("T")

_WITHOUT_CONTEXT = (None, None, False)
"""For listeners: no values, no context of SQLAlchemy's, once."""


class Statements:
    """Runs statements and transactions on connections of one engine, with the same outcome either way.

    SQLAlchemy runs what comes for the first time, because many are made for one use; what has a list of
    values in it, because its text changes; and everything while somebody else listens to the engine.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._begin = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "BEGIN"
        self._compiled: WeakKeyDictionary[Executable, dict[tuple[str, ...], Compiled | None]] = (
            WeakKeyDictionary()
        )
        self._watchers = 0
        """How many of those who listen to the engine are ours, and need no context of SQLAlchemy's."""

    def watch(self, ran: StatementObserver) -> None:
        """Call `ran` after every statement from now on."""
        watch_statements(self._engine, ran)
        self._watchers += 1

    def execute(
        self, connection: Connection, statement: Executable, values: Values | ManyValues | None
    ) -> Outcome:
        """Run a statement, or run it once for each of several values."""
        many: ManyValues = values if isinstance(values, list | tuple) else (cast(Values, values or {}),)
        compiled = None if self._is_overheard() else self._find(statement, tuple(many[0]))
        if compiled is None or (len(many) > 1 and compiled.gives_rows):
            return _executed_by_sqlalchemy(connection, statement, values)
        bound: list[Any] = [compiled.bind(each) for each in many]

        def run(cursor: DBAPICursor) -> Outcome:
            if len(bound) == 1:
                cursor.execute(compiled.text, bound[0])
            else:
                cursor.executemany(compiled.text, bound)
            return compiled.read(cursor)

        return self._run(connection, compiled.text, run)

    def begin(self, connection: Connection) -> None:
        """Begin a transaction, on SQLite as its one writer."""
        if self._is_overheard():
            connection.exec_driver_sql(self._begin)
            return
        self._run(connection, self._begin, lambda cursor: cursor.execute(self._begin))

    def commit(self, connection: Connection) -> None:
        """Commit what `begin` began."""
        if connection.in_transaction():
            connection.commit()
            return
        try:
            connection.connection.commit()
        except BaseException as error:
            self._translate(error, connection)
            raise

    def roll_back(self, connection: Connection) -> None:
        """Undo what `begin` began; a connection that cannot is not used again."""
        try:
            if connection.in_transaction():
                connection.rollback()
            elif not connection.invalidated:
                connection.connection.rollback()
        except (DBAPIError, self._engine.dialect.loaded_dbapi.Error):
            connection.invalidate()

    def _is_overheard(self) -> bool:
        listening, ours = self._engine.dispatch, self._watchers
        return bool(
            len(listening.before_cursor_execute) > ours
            or len(listening.after_cursor_execute) > ours
            or listening.before_execute
            or listening.after_execute
            or listening.commit
        )

    def _run(self, connection: Connection, text: str, run: Callable[[DBAPICursor], T]) -> T:
        """Run a text with a cursor, and tell our watchers of it."""
        cursor = connection.connection.cursor()
        listening = self._engine.dispatch
        try:
            if self._watchers:
                for tell in listening.before_cursor_execute:
                    tell(connection, None, text, *_WITHOUT_CONTEXT)
            outcome = run(cursor)
        except BaseException as error:
            self._translate(error, connection, text, cursor)
            raise
        if self._watchers:
            for tell in listening.after_cursor_execute:
                tell(connection, None, text, *_WITHOUT_CONTEXT)
        cursor.close()
        return outcome

    def _translate(
        self,
        error: BaseException,
        connection: Connection,
        text: str | None = None,
        cursor: DBAPICursor | None = None,
    ) -> None:
        """Find out whether the connection is lost, and raise what SQLAlchemy would; return where that is the
        error itself.
        """
        if isinstance(error, self._engine.dialect.loaded_dbapi.Error) or not isinstance(error, Exception):
            connection._handle_dbapi_exception(error, text, None, cursor, None)  # noqa: SLF001 - the only way

    def _find(self, statement: Executable, names: tuple[str, ...]) -> Compiled | None:
        """None: SQLAlchemy must run it."""
        known = self._compiled.get(statement)
        if known is None:
            self._compiled[statement] = {}
            return None
        if names not in known:
            known[names] = compile_statement(statement, names, self._engine.dialect)
        return known[names]


def _executed_by_sqlalchemy(
    connection: Connection, statement: Executable, values: Values | ManyValues | None
) -> Outcome:
    result = connection.execute(statement, values)
    if not result.returns_rows:
        return Outcome(result.rowcount, ())
    rows = result.all()
    return Outcome(len(rows), rows)
