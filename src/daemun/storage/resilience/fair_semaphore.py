"""FairSemaphore: a limited number at a time, in the order of arrival."""

import logging
import threading
from collections import deque

from daemun.problem import StoreUnavailable

_log = logging.getLogger("daemun.storage")


class FairSemaphore:
    """First come, first served: under load neither a pool's own queue nor SQLite's file lock is fair."""

    def __init__(self, places: int, *, timeout: float) -> None:
        """`timeout`: seconds to wait for a slot."""
        self._places = places
        self._timeout = timeout
        self.reset()

    def reset(self) -> None:
        """Release every slot: in a forked child nobody holds one."""
        self._lock = threading.Lock()
        self._free = self._places
        self._waiting: deque[threading.Lock] = deque()

    @property
    def taken(self) -> int:
        """The number of slots held."""
        return self._places - self._free

    def __enter__(self) -> None:
        """Hold a slot during the block; raises StoreUnavailable if none becomes free in time."""
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=self._timeout):
            return
        with self._lock:
            if turn not in self._waiting:
                # A slot became free at that very moment.
                return
            self._waiting.remove(turn)
        _log.warning("the database is not available: no turn within %s seconds", self._timeout)
        raise StoreUnavailable

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
