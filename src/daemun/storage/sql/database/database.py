"""Database: runs statements, one at a time or several as one commit."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakMethod

from sqlalchemy import Engine, Executable, Row, Table, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError

from daemun.problem import StoreUnavailable
from daemun.storage.resilience.batching import Batch, Batching
from daemun.storage.resilience.fair_semaphore import FairSemaphore
from daemun.storage.resilience.preparation import Preparation
from daemun.storage.resilience.retry import TransactionRetry
from daemun.storage.settings import DatabaseSettings
from daemun.storage.sql.database.compiled import ManyValues, Outcome, Values
from daemun.storage.sql.database.failures import unavailable_if_down
from daemun.storage.sql.database.own_transactions import refuse_waiting_for_oneself, watch_transactions
from daemun.storage.sql.database.sqlite import is_in_memory
from daemun.storage.sql.database.statements import OpenConnection, Statements
from daemun.storage.store import StatementObserver

_log = logging.getLogger("daemun.storage")

_ONE = select(literal(1))


@dataclass(slots=True)
class _Batch(Batch):
    connection: OpenConnection


class Database(Batching[_Batch]):
    """Statements on connections in driver-level autocommit: one statement is one round trip and one commit.

    Errors that mean that the database is unavailable become `StoreUnavailable`. A read on a lost connection
    is retried once; a write never, because its outcome is unknown. Transactions that the database rolled back
    are repeated.
    """

    def __init__(
        self,
        engine: Engine,
        settings: DatabaseSettings,
        *,
        prepare: Callable[[], None],
        release: Callable[[], None],
    ) -> None:
        """`engine` is in autocommit.

        `prepare` is called before the first statement, and again until it succeeds; `release` at the end.
        """
        super().__init__(TransactionRetry(timeout=settings.timeout))
        self.name = engine.dialect.name
        self._connections = _connection_semaphore(engine, settings)
        self._writers = _writer_semaphore(engine, settings)
        self._preparation = Preparation(prepare)
        self._engine = engine
        self._statements = Statements(engine)
        self._release = release
        self._is_torn = False
        if self.name == "sqlite":
            watch_transactions()
        forget = WeakMethod(self._forget_parent)
        os.register_at_fork(after_in_child=lambda: (method := forget()) and method())

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """Begin an INSERT that supports ON CONFLICT."""
        if self.name == "sqlite":
            return sqlite.insert(table)
        return postgresql.insert(table)

    def rows(self, statement: Executable, values: Values | None = None) -> Sequence[Row[Any]]:
        """Read; in a batch, including its own writes. A value that no column can hold matches no row."""
        try:
            return self._read(statement, values).rows
        except (DataError, UnicodeEncodeError):
            return ()

    def row(self, statement: Executable, values: Values | None = None) -> Row[Any] | None:
        """Read the first row."""
        return next(iter(self.rows(statement, values)), None)

    def write(self, statement: Executable, values: Values | ManyValues | None = None) -> int:
        """Run one atomic statement, in the current batch if there is one; return the number of changed
        rows.
        """
        return self._run(statement, values).rowcount

    def write_returning(
        self, statement: Executable, values: Values | ManyValues | None = None
    ) -> Sequence[Row[Any]]:
        """Run one atomic statement with RETURNING, in the current batch if there is one."""
        return self._run(statement, values).rows

    def ping(self) -> None:
        """Return if the database answers and its tables are usable; raises StoreUnavailable if not."""
        self.rows(_ONE)

    def watch(self, ran: StatementObserver) -> None:
        """Call `ran` after every statement from now on."""
        self._statements.watch(ran)

    def close(self) -> None:
        """Close what is open; the next use opens it again."""
        self._release()
        self._preparation.forget()

    @contextmanager
    def _begin(self) -> Iterator[_Batch]:
        refuse_waiting_for_oneself(self._engine)
        with self._ready(), self._writers, self._connections:
            batch = self._open_batch()
            try:
                yield batch
                self._commit(batch)
            except BaseException:
                batch.connection.roll_back()
                raise
            finally:
                batch.connection.close()

    def _read(self, statement: Executable, values: Values | None) -> Outcome:
        batch = self._batch.get()
        if batch is not None:
            return self._run_in(batch, statement, values)
        return self._retry.run(lambda: self._read_alone(statement, values))

    def _read_alone(self, statement: Executable, values: Values | None) -> Outcome:
        with self._ready(), self._connections, unavailable_if_down:
            try:
                return self._run_once(statement, values)
            except DBAPIError as error:
                if not error.connection_invalidated or isinstance(error.orig, TimeoutError):
                    raise
            return self._run_once(statement, values)

    def _run(self, statement: Executable, values: Values | ManyValues | None) -> Outcome:
        batch = self._batch.get()
        if batch is not None:
            return self._run_in(batch, statement, values)
        return self._retry.run(lambda: self._run_alone(statement, values))

    def _run_alone(self, statement: Executable, values: Values | ManyValues | None) -> Outcome:
        refuse_waiting_for_oneself(self._engine)
        with self._ready(), self._writers, self._connections, unavailable_if_down:
            return self._run_once(statement, values)

    def _run_once(self, statement: Executable, values: Values | ManyValues | None) -> Outcome:
        with self._statements.connect() as connection:
            return connection.execute(statement, values)

    def _run_in(self, batch: _Batch, statement: Executable, values: Values | ManyValues | None) -> Outcome:
        if batch.is_broken:
            # It would run outside the transaction, which was rolled back or lost with its connection.
            raise StoreUnavailable
        try:
            with unavailable_if_down:
                return batch.connection.execute(statement, values)
        except BaseException:
            batch.is_broken = True
            raise

    def _open_batch(self) -> _Batch:
        with unavailable_if_down:
            connection = self._statements.connect()
            try:
                connection.begin()
            except BaseException:
                connection.close()
                raise
            return _Batch(connection=connection)

    def _commit(self, batch: _Batch) -> None:
        # PostgreSQL answers COMMIT of a failed transaction with a silent rollback.
        if batch.is_broken:
            raise StoreUnavailable
        with unavailable_if_down:
            batch.connection.commit()

    def _ready(self) -> AbstractContextManager[None]:
        if self._is_torn:
            _log.error("this process was forked while SQLite was in use, and cannot use it: restart it")
            raise StoreUnavailable
        return self._preparation.ready()

    def _forget_parent(self) -> None:
        """In a forked child, drop what belongs to threads of the parent."""
        # If a connection was in use during the fork, SQLite's view of its locks is wrong from now on.
        self._is_torn = self._is_torn or (
            self._engine.dialect.name == "sqlite" and self._connections.taken > 0
        )
        self._batch.set(None)
        self._connections.reset()
        self._writers.reset()
        self._retry.reset()
        self._preparation.reset()


def _connection_semaphore(engine: Engine, settings: DatabaseSettings) -> FairSemaphore:
    # A database in memory lives in one connection.
    if engine.dialect.name == "sqlite" and is_in_memory(engine.url):
        return FairSemaphore(1, timeout=settings.lock_timeout)
    return FairSemaphore(settings.pool_size, timeout=settings.timeout)


def _writer_semaphore(engine: Engine, settings: DatabaseSettings) -> FairSemaphore:
    # SQLite has one writer at a time, and makes the others poll.
    if engine.dialect.name == "sqlite":
        return FairSemaphore(1, timeout=settings.lock_timeout)
    return FairSemaphore(settings.pool_size, timeout=settings.timeout)
