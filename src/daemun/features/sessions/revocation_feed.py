"""RevocationFeed: a thread in each process that reads revocations and signing keys a few times a second."""

import logging
import weakref
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Lock, Thread

from daemun.problem import StoreUnavailable

_logger = logging.getLogger("daemun")


class RevocationFeed:
    """Runs `read` again and again while somebody holds this object. Starts at first use, and anew after a
    fork.
    """

    def __init__(self, read: Callable[[], None], *, interval: timedelta) -> None:
        self._read = read
        self._interval = interval.total_seconds()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._stopped = Event()

    def follow(self) -> None:
        """Make sure that this process follows; costs nothing when it does.

        The first call reads in the foreground, because before that nothing is known. A thread that died, of a
        fork or of a bug, is replaced in the same way, so that its failure is seen and not passed over.
        """
        if self._is_following():
            return
        with self._lock:
            if self._is_following():
                return
            self._read()
            self._stopped = Event()
            weakref.finalize(self, self._stopped.set)
            arguments = (self._read, self._interval, self._stopped)
            thread = Thread(target=_keep_reading, args=arguments, name="daemun-feed", daemon=True)
            thread.start()
            self._thread = thread

    def stop(self) -> None:
        """Stop following and wait for a reading under way; the next `follow` starts anew."""
        with self._lock:
            self._stopped.set()
            if self._thread is not None:
                self._thread.join()
                self._thread = None

    def _is_following(self) -> bool:
        return self._thread is not None and self._thread.is_alive()


def _keep_reading(read: Callable[[], None], interval: float, stopped: Event) -> None:
    is_answering = True
    while not stopped.wait(interval):
        try:
            read()
        except StoreUnavailable:
            # Access tokens go on until they expire; nobody can revoke anything while the store is away.
            if is_answering:
                _logger.warning("the store does not answer: revocations are not followed for now")
            is_answering = False
        else:
            is_answering = True
