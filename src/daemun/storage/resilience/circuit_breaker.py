"""CircuitBreaker: while the database does not answer, one thread at a time probes whether it is back."""

import threading

from daemun.problem import StoreMisconfigured, StoreUnavailable
from daemun.storage.resilience.errors import StoreLost

_PROBE_SECONDS = 0.25
"""How long other threads wait for the probing one: long enough for a database that is back."""


class CircuitBreaker:
    """Keeps the threads of a process free: without it each would wait for the same timeout."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Close it: for a forked child."""
        self.is_open = False
        self._probing = threading.Lock()

    def guard(self) -> "_Guard":
        """Use the database in the block; raises StoreUnavailable immediately while another thread probes."""
        return _Guard(self)

    def enter(self) -> bool:
        """Begin a use; return whether the caller probes. For the guard, like `leave`."""
        if not self.is_open:
            return False
        if not self._probing.acquire(timeout=_PROBE_SECONDS):
            raise StoreUnavailable
        return True

    def leave(self, error: BaseException | None, *, is_probe: bool) -> None:
        """End a use, and take note of its outcome."""
        if error is None:
            self.is_open = False
        elif isinstance(error, StoreLost | StoreMisconfigured):
            self.is_open = True
        if is_probe:
            self._probing.release()


class _Guard:
    """One use of the database. Every statement has one: a class, because a generator takes twice as long."""

    __slots__ = ("_breaker", "_is_probe")

    def __init__(self, breaker: CircuitBreaker) -> None:
        self._breaker = breaker

    def __enter__(self) -> None:
        self._is_probe = self._breaker.enter()

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._breaker.leave(error, is_probe=self._is_probe)
