"""Preparation: no thread uses a database before its tables are usable, or waits for one that is down."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from daemun.problem import StoreUnavailable
from daemun.storage.resilience.circuit_breaker import CircuitBreaker


class Preparation:
    """Prepares a database once, retrying until it succeeds."""

    def __init__(self, prepare: Callable[[], None]) -> None:
        self._prepare = prepare
        self._breaker = CircuitBreaker()
        self.forget()
        self.reset()

    def ready(self) -> AbstractContextManager[None]:
        """Use the database in the block; raises StoreUnavailable while it cannot be reached."""
        return self._breaker.guard() if self._is_done else self._prepared()

    def forget(self) -> None:
        """Prepare again before the next use, because everything was closed."""
        self._is_done = False

    def reset(self) -> None:
        """In a forked child, drop what belongs to threads of the parent."""
        self._preparing = threading.Lock()
        self._breaker.reset()

    @contextmanager
    def _prepared(self) -> Iterator[None]:
        with self._breaker.guard():
            self._ensure_done()
            yield

    def _ensure_done(self) -> None:
        if self._is_done:
            return
        was_open = self._breaker.is_open
        with self._preparing:
            if self._breaker.is_open and not was_open:
                # The thread that held the lock has already found the database unreachable.
                raise StoreUnavailable
            if not self._is_done:
                self._prepare()
                self._is_done = True
