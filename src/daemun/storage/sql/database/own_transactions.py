"""Transactions that the application has open in this thread: SQLite has a single writer, so a write of ours
would wait for a lock that its own caller holds.
"""

import threading
from pathlib import Path
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event


class OwnTransactionOpen(RuntimeError):
    """The calling thread writes to the same SQLite file and has not committed."""

    def __init__(self) -> None:
        super().__init__(
            "this thread has a transaction open on the SQLite file that Daemun writes to, such as a flushed"
            " session: commit it or roll it back before calling Daemun"
        )


class _OfThread(threading.local):
    def __init__(self) -> None:
        self.begun: WeakSet[Connection] = WeakSet()


_of_thread = _OfThread()


def watch_transactions() -> None:
    """Record every transaction that begins on SQLite, on any engine."""
    if not event.contains(Engine, "begin", _note):
        event.listen(Engine, "begin", _note)


def refuse_waiting_for_oneself(engine: Engine) -> None:
    """Raise OwnTransactionOpen if a write on this SQLite engine would wait for its own caller."""
    begun = _of_thread.begun
    if not begun:
        return
    file = _file_of(engine)
    for connection in list(begun):
        if connection.closed or not connection.in_transaction():
            begun.discard(connection)
        elif _file_of(connection.engine) == file and _has_written(connection):
            raise OwnTransactionOpen


def _note(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        _of_thread.begun.add(connection)


def _has_written(connection: Connection) -> bool:
    return bool(getattr(connection.connection.dbapi_connection, "in_transaction", False))


def _file_of(engine: Engine) -> Path | None:
    name = engine.url.database
    return Path(name).resolve() if name else None
