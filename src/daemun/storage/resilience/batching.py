"""Batching: several statements as one transaction, the same on every database."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from daemun.storage.resilience.retry import TransactionRetry

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Batch:
    """An open transaction. Databases add what it runs on."""

    actions: list[Callable[[], None]] = field(default_factory=list)
    """Called after the commit."""
    is_broken: bool = False
    """A statement failed: it cannot be committed."""


AnyBatch = TypeVar("AnyBatch", bound=Batch)


class Batching(ABC, Generic[AnyBatch]):
    """Implements `daemun.batch.Batches` over transactions that a database begins."""

    def __init__(self, retry: TransactionRetry) -> None:
        """`retry` repeats transactions that the database rolled back."""
        self._retry = retry
        self._batch: ContextVar[AnyBatch | None] = ContextVar("daemun_batch", default=None)

    def in_batch(self, work: Callable[[], T]) -> T:
        """Write everything in `work` in one transaction. Raises RuntimeError inside another batch."""
        value, actions = self._retry.run(lambda: self._write_whole(work))
        for action in actions:
            action()
        return value

    @contextmanager
    def batch(self) -> Iterator[None]:
        """As `in_batch` for a block, which can be run only once. Raises RuntimeError inside another batch."""
        with self._transaction() as batch:
            yield
        for action in batch.actions:
            action()

    def together(self, work: Callable[[], T]) -> T:
        """Group the statements of one verb: in the current batch, or in one of their own."""
        return work() if self.is_in_batch else self.in_batch(work)

    @property
    def is_in_batch(self) -> bool:
        """Whether the caller is in a batch."""
        return self._batch.get() is not None

    def after_commit(self, action: Callable[[], None]) -> None:
        batch = self._batch.get()
        if batch is None:
            action()
        else:
            batch.actions.append(action)

    @abstractmethod
    def _begin(self) -> AbstractContextManager[AnyBatch]:
        """Begin a transaction; it is committed if the block succeeds, and rolled back otherwise."""

    @contextmanager
    def _transaction(self) -> Iterator[AnyBatch]:
        if self.is_in_batch:
            raise RuntimeError("batches do not nest")
        with self._begin() as batch:
            token = self._batch.set(batch)
            try:
                yield batch
            finally:
                self._batch.reset(token)

    def _write_whole(self, work: Callable[[], T]) -> tuple[T, list[Callable[[], None]]]:
        with self._transaction() as batch:
            value = work()
        return value, batch.actions
