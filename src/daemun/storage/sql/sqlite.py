"""Opening a SQLite file: durable, private to the user that runs the process, one writer at a time."""

import os
from pathlib import Path

from sqlalchemy import URL, Engine, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from daemun.storage.settings import DatabaseSettings
from daemun.storage.sql.forking import after_fork

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is erased must not stay readable in free pages.
    "PRAGMA secure_delete = ON",
)


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
        connect_args={"timeout": settings.lock_timeout, "check_same_thread": False},
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_pragmas)
    if not in_memory:
        file = Path(url.database or "")
        event.listen(engine, "do_connect", lambda *_: _make_private(file))
        # Closed for real: SQLite's locks of this file are known per process, and the parent's are not ours.
        after_fork(engine, lambda engine: engine.dispose())
    return engine


def is_in_memory(url: URL) -> bool:
    return url.database in {None, "", ":memory:"}


def _make_private(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _set_pragmas(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
