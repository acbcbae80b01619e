"""RevocationFeed: a thread in each process that reads revocations and signing keys a few times a second."""

import logging
import os
import weakref
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Lock, Thread

from daemun.problem import StoreUnavailable

_logger = logging.getLogger("daemun")


class RevocationFeed:
    """Runs `read` again and again while somebody holds this object. Starts at first use, anew after a fork."""

    def __init__(self, read: Callable[[], None], *, interval: timedelta) -> None:
        self._read = read
        self._interval = interval.total_seconds()
        self._lock = Lock()
        self._pid: int | None = None

    def follow(self) -> None:
        """Make sure that this process follows. The first call reads in the foreground: before that nothing is known."""
        if self._pid == os.getpid():
            return
        with self._lock:
            if self._pid == os.getpid():
                return
            self._read()
            stopped = Event()
            weakref.finalize(self, stopped.set)
            Thread(
                target=_keep_reading, args=(self._read, self._interval, stopped), name="daemun-feed", daemon=True
            ).start()
            self._pid = os.getpid()


def _keep_reading(read: Callable[[], None], interval: float, stopped: Event) -> None:
    answering = True
    while not stopped.wait(interval):
        try:
            read()
        except StoreUnavailable:
            # Access tokens go on until they expire; nobody can revoke anything while the store is away.
            if answering:
                _logger.warning("the store does not answer: revocations are not followed for now")
            answering = False
        else:
            answering = True
