"""RevocationFeed: a thread in each process that reads revocations and signing keys a few times a second."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Lock

from daemun.problem import StoreUnavailable
from daemun.recurring import Recurring

_logger = logging.getLogger("daemun")


class RevocationFeed:
    """Calls `read` repeatedly while this object is referenced. Starts on first use, and again after a
    fork.
    """

    def __init__(self, read: Callable[[], None], *, interval: timedelta) -> None:
        self._read = read
        self._lock = Lock()
        self._was_asked = False
        self._reading = Recurring(_told_once(read), name="daemun-feed", wait=interval.total_seconds)

    def follow(self) -> None:
        """Make sure that the thread runs; costs nothing if it does.

        The first call reads in the foreground, because nothing is known before. A thread lost to a fork or a
        bug is replaced in the same way, so that its failure surfaces instead of being ignored.
        """
        if self._reading.is_running():
            return
        with self._lock:
            if self._reading.is_running():
                return
            self._read()
            self._reading.start()

    def read_early(self) -> None:
        """Read at the first request of any kind: if the store fails later, tokens are still accepted."""
        if not self._was_asked:
            self._was_asked = True
            with suppress(StoreUnavailable):
                self.follow()

    def stop(self) -> None:
        """Stop the thread and wait for a read in progress; the next `follow` starts it again."""
        self._reading.stop()


def _told_once(read: Callable[[], None]) -> Callable[[], None]:
    is_answering = True

    def try_to_read() -> None:
        nonlocal is_answering
        try:
            read()
        except StoreUnavailable:
            # Access tokens stay valid until they expire; nothing can be revoked while the store is down.
            if is_answering:
                _logger.warning("the store does not answer: revocations are not followed for now")
            is_answering = False
        else:
            is_answering = True

    return try_to_read
