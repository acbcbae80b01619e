"""Batches: several writes that become one commit."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

T = TypeVar("T")


class Batches(Protocol):
    """Groups writes, in the order in which it is safe to be stopped between them.

    A store that has transactions makes a batch one of them, so one commit. Correctness never depends on that.
    """

    def in_batch(self, work: Callable[[], T]) -> T:
        """Write everything in `work` at its end, or nothing if it raises. Batches do not nest.

        Where the database undoes a transaction that got in another's way, `work` is run again from its start:
        besides writing to stores it must change nothing.
        """

    def batch(self) -> AbstractContextManager[None]:
        """As `in_batch`, for a block that nobody gets in the way of, as in tests: it is never run again."""

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once the present batch is written; at once when there is none; never if the batch
        fails.
        """
