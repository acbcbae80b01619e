"""Conflicts: work that the database undid, so that others could go on, is done again from its start."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from daemun.storage.sql.database.failures import StoreConflict
from daemun.storage.sql.database.fair_semaphore import Turns

_log = logging.getLogger("daemun.storage")

T = TypeVar("T")


class Conflicts:
    """Settles them one after the other, so that those who repeat do not get in each other's way again."""

    def __init__(self, *, timeout: float) -> None:
        """`timeout`: seconds after which work is given up that is undone again and again."""
        self._timeout = timeout
        self._repeating = Turns(1, timeout=timeout)

    def reset(self) -> None:
        """Forget who is inside: for a forked child, where nobody is."""
        self._repeating.reset()

    def settle(self, work: Callable[[], T]) -> T:
        """Do `work`, a whole transaction that leaves nothing when it raises StoreConflict, until it is done.

        Raises StoreConflict when there is no time left.
        """
        try:
            return work()
        except StoreConflict:
            gives_up_at = monotonic() + self._timeout
        with self._repeating:
            while True:
                try:
                    return work()
                except StoreConflict:
                    if monotonic() >= gives_up_at:
                        _log.warning("the database is not available: undone for %s seconds", self._timeout)
                        raise
