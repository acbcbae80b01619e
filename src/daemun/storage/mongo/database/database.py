"""Database: runs statements, alone or several in one transaction."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar
from weakref import WeakMethod

import pymongo
from pymongo.client_session import ClientSession
from pymongo.collection import Collection as MongoCollection
from pymongo.collection import ReturnDocument
from pymongo.errors import PyMongoError
from pymongo.read_preferences import ReadPreference

from daemun.problem import StoreUnavailable
from daemun.storage.mongo.database.client import SNAPSHOT, WRITTEN, Client, Documents
from daemun.storage.mongo.database.collection import Collection, Document, Filter
from daemun.storage.mongo.database.failures import is_duplicate, unavailable_if_down
from daemun.storage.resilience.batching import Batch, Batching
from daemun.storage.resilience.errors import StoreConflict
from daemun.storage.resilience.fair_semaphore import FairSemaphore
from daemun.storage.resilience.preparation import Preparation
from daemun.storage.resilience.retry import TransactionRetry
from daemun.storage.settings import DatabaseSettings
from daemun.storage.store import StatementObserver

T = TypeVar("T")
Change = Mapping[str, Any] | Sequence[Mapping[str, Any]]
Sort = Sequence[tuple[str, int]]

_PAUSE = 0.004
"""Seconds before a transaction that conflicted with another runs again: MongoDB does not queue it."""
_UNKNOWN_COMMIT = "UnknownTransactionCommitResult"


@dataclass(slots=True)
class _Batch(Batch):
    session: ClientSession
    held: set[str] = field(default_factory=set)


class Database(Batching[_Batch]):
    """Statements on the primary, each durable on most members when it returns.

    Every error that means that MongoDB is not available becomes `StoreUnavailable`. The driver retries a lost
    statement with a number by which the server runs it only once. What the server rolled back runs again.
    """

    name = "mongodb"

    def __init__(self, client: Client, settings: DatabaseSettings, *, prepare: Callable[[], None]) -> None:
        """`prepare` is called before the first statement, and again until it succeeds."""
        super().__init__(TransactionRetry(timeout=settings.timeout, pause=_PAUSE))
        self._client = client
        self._timeout = settings.timeout
        self._preparation = Preparation(prepare)
        self._places = FairSemaphore(settings.pool_size, timeout=settings.timeout)
        self._observers: list[StatementObserver] = []
        forget = WeakMethod(self._forget_parent)
        os.register_at_fork(after_in_child=lambda: (method := forget()) and method())

    def find(
        self, collection: Collection, where: Filter, *, sort: Sort = (), limit: int = 0
    ) -> Sequence[Document]:
        """Read documents; a batch sees its own writes. Text that MongoDB cannot store matches nothing."""
        return self._read(
            f"find {collection.name}",
            lambda session: list(
                self._of(collection).find(where, sort=list(sort) or None, limit=limit, session=session)
            ),
        )

    def find_one(self, collection: Collection, where: Filter, *, sort: Sort = ()) -> Document | None:
        """Read the first document."""
        return next(iter(self.find(collection, where, sort=sort, limit=1)), None)

    def aggregate(self, collection: Collection, stages: Sequence[Mapping[str, Any]]) -> Sequence[Document]:
        """Read with a pipeline of stages."""
        return self._read(
            f"aggregate {collection.name}",
            lambda session: list(self._of(collection).aggregate(stages, session=session)),
        )

    def insert(self, collection: Collection, documents: Sequence[Document]) -> None:
        """Add documents whose keys are free. Raises the driver's error if one is taken, which is a bug."""
        if documents:
            self._run(
                f"insert {collection.name}",
                lambda session: self._of(collection).insert_many(documents, session=session),
            )

    def insert_new(self, collection: Collection, documents: Sequence[Document]) -> None:
        """Add documents whose keys the current batch has found free."""
        try:
            self.insert(collection, documents)
        except PyMongoError as error:
            if is_duplicate(error):
                # Another transaction added one after this one began.
                raise StoreConflict from None
            raise

    def insert_if_free(self, collection: Collection, document: Document, *, taken: Filter) -> bool:
        """Add a document, unless a unique key is taken. `taken`: matches documents with one of its keys.

        The read saves a transaction that a refusal would roll back; the unique index decides races.
        """
        if self.find_one(collection, taken) is not None:
            return False
        try:
            self.insert_new(collection, [document])
        except StoreConflict:
            if self.is_in_batch:
                raise
            return False
        return True

    def update(self, collection: Collection, where: Filter, change: Change) -> int:
        """Change one document atomically; 0: there is none."""
        return self._run(
            f"update {collection.name}",
            lambda session: self._of(collection).update_one(where, change, session=session).matched_count,
        )

    def update_all(self, collection: Collection, where: Filter, change: Change) -> int:
        """Change every matching document. Returns how many."""
        return self._run(
            f"update {collection.name}",
            lambda session: self._of(collection).update_many(where, change, session=session).matched_count,
        )

    def update_each(self, collection: Collection, changes: Sequence[tuple[Filter, Change]]) -> None:
        """Apply each change to one document, in one round trip."""
        steps = [pymongo.UpdateOne(where, change) for where, change in changes]
        self._run(
            f"update {collection.name}",
            lambda session: self._of(collection).bulk_write(steps, session=session),
        )

    def replace_each(self, collection: Collection, documents: Sequence[tuple[Filter, Document]]) -> None:
        """Replace or add each document, in one round trip. In a batch that has read them."""
        steps = [pymongo.ReplaceOne(where, document, upsert=True) for where, document in documents]
        try:
            self._run(
                f"update {collection.name}",
                lambda session: self._of(collection).bulk_write(steps, session=session),
            )
        except PyMongoError as error:
            if is_duplicate(error):
                raise StoreConflict from None
            raise

    def update_returning(
        self, collection: Collection, where: Filter, change: Change, *, sort: Sort = ()
    ) -> Document | None:
        """Change the first matching document atomically, and return it as changed."""
        return self._run(
            f"findAndModify {collection.name}",
            lambda session: self._of(collection).find_one_and_update(
                where,
                change,
                sort=list(sort) or None,
                return_document=ReturnDocument.AFTER,
                session=session,
            ),
        )

    def delete(self, collection: Collection, where: Filter) -> int:
        """Remove every matching document. Returns how many."""
        return self._run(
            f"delete {collection.name}",
            lambda session: self._of(collection).delete_many(where, session=session).deleted_count,
        )

    def delete_returning(self, collection: Collection, where: Filter) -> Document | None:
        """Remove one document atomically, and return it."""
        return self._run(
            f"findAndModify {collection.name}",
            lambda session: self._of(collection).find_one_and_delete(where, session=session),
        )

    def count(self, collection: Collection, where: Filter) -> int:
        """Count matching documents."""
        return self._read(
            f"count {collection.name}",
            lambda session: [self._of(collection).count_documents(where, session=session)],
        )[0]

    def estimate(self, collection: Collection) -> int:
        """Estimate the number of documents, quickly even for large collections."""
        return self._run(
            f"count {collection.name}", lambda _session: self._of(collection).estimated_document_count()
        )

    def command(self, command: str | Document) -> Document:
        """Run a command on the server."""
        name = command if isinstance(command, str) else next(iter(command))
        return self._run(name, lambda _session: self._client.database.command(command))

    @property
    def held(self) -> set[str]:
        """The ids of the users whom the current batch holds. Only in a batch."""
        batch = self._batch.get()
        if batch is None:
            raise RuntimeError("nobody is held outside of a batch")
        return batch.held

    def ping(self) -> None:
        """Check that the primary answers and the collections are usable. Raises StoreUnavailable."""
        self.command("ping")

    def watch(self, ran: StatementObserver) -> None:
        """Call `ran` after every statement from now on."""
        self._observers.append(ran)

    def close(self) -> None:
        """Close what is open; the next use opens it again."""
        self._client.close()
        self._preparation.forget()

    def _of(self, collection: Collection) -> MongoCollection[Documents]:
        return self._client.database[collection.name]

    def _read(self, text: str, statement: Callable[[ClientSession | None], Sequence[T]]) -> Sequence[T]:
        try:
            return self._run(text, statement)
        except UnicodeEncodeError:
            return ()

    def _run(self, text: str, statement: Callable[[ClientSession | None], T]) -> T:
        batch = self._batch.get()
        if batch is not None:
            return self._run_in(batch, text, statement)
        return self._retry.run(lambda: self._run_alone(text, statement))

    def _run_in(self, batch: _Batch, text: str, statement: Callable[[ClientSession | None], T]) -> T:
        try:
            with unavailable_if_down:
                return self._timed(text, lambda: statement(batch.session))
        except UnicodeEncodeError:
            raise
        except BaseException:
            batch.is_broken = True
            raise

    def _run_alone(self, text: str, statement: Callable[[ClientSession | None], T]) -> T:
        with self._preparation.ready(), self._places, unavailable_if_down:
            return self._timed(text, lambda: statement(None))

    def _timed(self, text: str, statement: Callable[[], T]) -> T:
        began = monotonic()
        failed = True
        try:
            with pymongo.timeout(self._timeout):
                value = statement()
            failed = False
            return value
        finally:
            for ran in self._observers:
                ran(text, took=monotonic() - began, failed=failed)

    @contextmanager
    def _begin(self) -> Iterator[_Batch]:
        with self._preparation.ready(), self._places:
            with unavailable_if_down:
                session = self._client.mongo.start_session()
            batch = _Batch(session=session)
            try:
                session.start_transaction(SNAPSHOT, WRITTEN, ReadPreference.PRIMARY)
                yield batch
                self._commit(batch)
            finally:
                # Rolls back what is not committed.
                session.end_session()

    def _commit(self, batch: _Batch) -> None:
        # MongoDB has rolled back a transaction in which a statement failed.
        if batch.is_broken:
            raise StoreUnavailable
        gives_up_at = monotonic() + self._timeout
        with unavailable_if_down:
            while True:
                try:
                    return self._timed("commitTransaction", batch.session.commit_transaction)
                except PyMongoError as error:
                    # Committing twice changes nothing.
                    if not error.has_error_label(_UNKNOWN_COMMIT) or monotonic() >= gives_up_at:
                        raise

    def _forget_parent(self) -> None:
        """In a forked child, drop what belongs to the parent's threads."""
        self._batch.set(None)
        self._places.reset()
        self._retry.reset()
        self._preparation.reset()
