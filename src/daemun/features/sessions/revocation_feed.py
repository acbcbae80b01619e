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
    """Runs `read` again and again while somebody holds this object. Starts at first use, and anew after a
    fork.
    """

    def __init__(self, read: Callable[[], None], *, interval: timedelta) -> None:
        self._read = read
        self._lock = Lock()
        self._was_asked = False
        self._reading = Recurring(_told_once(read), name="daemun-feed", wait=interval.total_seconds)

    def follow(self) -> None:
        """Make sure that this process follows; costs nothing when it does.

        The first call reads in the foreground, because before that nothing is known. A thread that died, of a
        fork or of a bug, is replaced in the same way, so that its failure is seen and not passed over.
        """
        if self._reading.is_running():
            return
        with self._lock:
            if self._reading.is_running():
                return
            self._read()
            self._reading.start()

    def read_early(self) -> None:
        """Read at the first call, whatever it is for: when the store goes away later, tokens still count."""
        if not self._was_asked:
            self._was_asked = True
            with suppress(StoreUnavailable):
                self.follow()

    def stop(self) -> None:
        """Stop following and wait for a reading under way; the next `follow` starts anew."""
        self._reading.stop()


def _told_once(read: Callable[[], None]) -> Callable[[], None]:
    is_answering = True

    def try_to_read() -> None:
        nonlocal is_answering
        try:
            read()
        except StoreUnavailable:
            # Access tokens go on until they expire; nobody can revoke anything while the store is away.
            if is_answering:
                _logger.warning("the store does not answer: revocations are not followed for now")
            is_answering = False
        else:
            is_answering = True

    return try_to_read
