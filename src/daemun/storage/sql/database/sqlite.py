"""Opening a SQLite file: durable, private to the user that runs the process, one writer at a time."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from daemun.storage.settings import DatabaseSettings
from daemun.storage.sql.database.forking import after_fork

_WAL = "PRAGMA journal_mode = WAL"
_WAL_TRIES = 100
_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Erased data must not stay readable in free pages.
    "PRAGMA secure_delete = ON",
)


class SelfClosingConnection(sqlite3.Connection):
    """Closes itself without a warning (Python 3.13) when the pool goes with its application."""

    def __del__(self) -> None:
        # A connection that could not be opened cannot be closed.
        with suppress(sqlite3.ProgrammingError):
            self.close()


def open_sqlite(url: URL, settings: DatabaseSettings) -> Engine:
    """Make an engine; the file and its folder are made at first use, readable by nobody else."""
    in_memory = is_in_memory(url)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        # A database in memory lives in its one connection.
        pool_size=1 if in_memory else settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.timeout,
        pool_use_lifo=True,
        connect_args={
            "timeout": settings.lock_timeout,
            "check_same_thread": False,
            "factory": SelfClosingConnection,
        },
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_pragmas)
    if not in_memory:
        file = Path(url.database or "")
        event.listen(engine, "do_connect", lambda *_: _make_private(file))
        # Really closed: SQLite tracks its locks on this file per process, and the parent's are not ours.
        after_fork(engine, lambda engine: engine.dispose())
    return engine


def is_in_memory(url: URL) -> bool:
    return url.database in {None, "", ":memory:"}


def is_absent(url: URL) -> bool:
    """Whether the file of this database does not exist yet."""
    return not is_in_memory(url) and not Path(url.database or "").exists()


class ForeignKeysOff(RuntimeError):
    """The application's engine leaves SQLite's foreign keys off."""

    def __init__(self) -> None:
        super().__init__("the engine must run `PRAGMA foreign_keys = ON` in every connection to SQLite")


def require_foreign_keys(connection: Connection) -> None:
    """Raise ForeignKeysOff rather than leave data of deleted users behind."""
    if connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0:
        raise ForeignKeysOff


def _make_private(file: Path) -> None:
    if file.exists():
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Never open the file itself: closing it would drop every lock that SQLite holds in this process.
    descriptor, empty = mkstemp(prefix=f".{file.name}-", dir=file.parent)
    os.close(descriptor)
    try:
        with suppress(FileExistsError):
            file.hardlink_to(empty)
    finally:
        Path(empty).unlink()


def _set_pragmas(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _switch_to_wal(cursor: DBAPICursor) -> None:
    for _ in range(_WAL_TRIES - 1):
        try:
            cursor.execute(_WAL)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        else:
            return
        # Another process is making the same switch. SQLite waits for this lock, but not for that one.
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("COMMIT")
    cursor.execute(_WAL)
