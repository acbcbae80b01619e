"""Batches: several writes that become one commit."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

T = TypeVar("T")


class Batches(Protocol):
    """Groups writes into one transaction: all of them are stored, or none.

    A database must offer this across several records. Where one record is enough, one record it is.
    """

    def in_batch(self, work: Callable[[], T]) -> T:
        """Write everything in `work` at its end, or nothing if it raises. Batches do not nest.

        Where the database undoes a transaction that got in another's way, `work` is run again from its start:
        besides writing to stores it must change nothing.
        """

    def batch(self) -> AbstractContextManager[None]:
        """As `in_batch`, for a block that can run only once: where the database undoes it, it fails."""

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once the current batch is written; at once when there is none; never if the batch
        fails.
        """
