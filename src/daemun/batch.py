"""Batches: several writes that become one commit."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

T = TypeVar("T")


class Batches(Protocol):
    """Groups writes into one transaction: all of them are stored, or none.

    A database must offer this across several records. Prefer a single record where it is enough.
    """

    def in_batch(self, work: Callable[[], T]) -> T:
        """Commit the writes of `work` at its end, or nothing if it raises. Batches do not nest.

        If the database aborts the transaction because of a conflict, `work` runs again from its start, so it
        must have no side effects besides writing to stores.
        """

    def batch(self) -> AbstractContextManager[None]:
        """As `in_batch`, for a block that can run only once: if the database aborts it, it fails."""

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` after the current batch is committed; immediately without a batch; never if it
        fails.
        """
