"""Batches: several writes that become one commit."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol


class Batches(Protocol):
    """Groups writes, in the order in which it is safe to be stopped between them.

    A store that has transactions makes a batch one of them, so one commit. Correctness never depends on that.
    """

    def batch(self) -> AbstractContextManager[None]:
        """Write everything inside at the end of the block, or nothing if the block raises. Batches do not
        nest.
        """

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once the present batch is written; at once when there is none; never if the batch
        fails.
        """
