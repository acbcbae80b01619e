"""Reports the duration of each statement that SQLAlchemy runs, or that failed, without its values."""

from time import monotonic

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from daemun.storage.store import StatementObserver

_BEGAN = "daemun_statement_began"


def watch_statements(engine: Engine, ran: StatementObserver) -> None:
    """Call `ran` after every such statement of the engine."""

    def begin(connection: Connection, *_: object) -> None:
        begin_statement(connection, at=monotonic())

    def end(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        ran(statement, took=_seconds_of(connection), failed=False)

    def fail(context: ExceptionContext) -> None:
        if context.connection is not None and context.statement is not None:
            ran(context.statement, took=_seconds_of(context.connection), failed=True)

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    event.listen(engine, "handle_error", fail)


def begin_statement(connection: Connection, *, at: float) -> None:
    """Record when a connection's current statement started."""
    connection.info[_BEGAN] = at


def _seconds_of(connection: Connection) -> float:
    if connection.invalidated:
        # A lost connection has no record.
        return 0.0
    now = monotonic()
    return now - float(connection.info.pop(_BEGAN, now))
