"""TransactionRetry: repeats a transaction that the database rolled back in favor of another."""

import logging
from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

from daemun.storage.resilience.errors import StoreConflict
from daemun.storage.resilience.fair_semaphore import FairSemaphore

_log = logging.getLogger("daemun.storage")

T = TypeVar("T")


class TransactionRetry:
    """Repeats one transaction at a time, so that repeated ones do not conflict with each other."""

    def __init__(self, *, timeout: float, pause: float = 0) -> None:
        """`timeout`: seconds after which it gives up. `pause`: seconds before each retry, for databases that
        cannot wait for the other transaction.
        """
        self._timeout = timeout
        self._pause = pause
        self._repeating = FairSemaphore(1, timeout=timeout)

    def reset(self) -> None:
        """Release the lock: in a forked child nobody holds it."""
        self._repeating.reset()

    def run(self, work: Callable[[], T]) -> T:
        """Run `work` until it succeeds: a whole transaction that leaves nothing when it raises StoreConflict.

        Raises StoreConflict when `timeout` has passed.
        """
        try:
            return work()
        except StoreConflict:
            gives_up_at = monotonic() + self._timeout
        with self._repeating:
            while True:
                sleep(self._pause)
                try:
                    return work()
                except StoreConflict:
                    if monotonic() >= gives_up_at:
                        _log.warning("the database is not available: undone for %s seconds", self._timeout)
                        raise
