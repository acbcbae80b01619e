"""CircuitBreaker: while the database does not answer, one thread at a time probes whether it is back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from daemun.problem import StoreMisconfigured, StoreUnavailable
from daemun.storage.resilience.errors import StoreLost

_PROBE_SECONDS = 0.25
"""How long the other threads wait for the one that probes: long enough for a database that is back."""


class CircuitBreaker:
    """Keeps the threads of a process free: without it each would wait for the same time limit."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Close it: for a forked child."""
        self.is_open = False
        self._probing = threading.Lock()

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Use the database in the block; raises StoreUnavailable at once while another thread probes."""
        is_probe = self._enter()
        try:
            yield
        except (StoreLost, StoreMisconfigured):
            self.is_open = True
            raise
        else:
            self.is_open = False
        finally:
            if is_probe:
                self._probing.release()

    def _enter(self) -> bool:
        """Return whether the caller probes."""
        if not self.is_open:
            return False
        if not self._probing.acquire(timeout=_PROBE_SECONDS):
            raise StoreUnavailable
        return True
