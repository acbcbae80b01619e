"""Outage: while the database does not answer, one caller at a time finds out whether it is back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from daemun.problem import StoreUnavailable
from daemun.storage.sql.database.failures import StoreLost

_MOMENT = 0.25
"""Seconds that others wait for the one who finds out: long enough for a database that is back."""


class Outage:
    """Keeps the threads of a process free: without it each would wait for the same silence."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget it all: for a forked child."""
        self.is_on = False
        self._finding_out = threading.Lock()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Use the database in the block; raises StoreUnavailable at once while another finds out."""
        is_first = self._enter()
        try:
            yield
        except StoreLost:
            self.is_on = True
            raise
        else:
            self.is_on = False
        finally:
            if is_first:
                self._finding_out.release()

    def _enter(self) -> bool:
        """Say whether it is the caller who finds out."""
        if not self.is_on:
            return False
        if not self._finding_out.acquire(timeout=_MOMENT):
            raise StoreUnavailable
        return True
