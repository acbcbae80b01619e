"""MailQueue: mails are made and sent behind the answers, so that answer times tell nothing and a slow mail
server stops nobody.
"""

import atexit
import logging
import os
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Event, Thread
from weakref import WeakMethod

from daemun.mail.message import Mailer, MailNotSent, Message
from daemun.problem import StoreUnavailable

_logger = logging.getLogger("daemun.mail")

Make = Callable[[], Message | None]
"""Makes a mail, or finds that none is due."""

_SIZE = 1000
_WAITS = (1.0, 5.0, 30.0)
"""Seconds before each further try."""
_FAREWELL = 5.0
"""Seconds that `close` gives to what is still waiting."""


class MailQueue:
    """Mails that wait for their turn, in memory: what waits when a process is killed is lost.

    A thread works while something waits, and ends when nothing does. A forked child begins with an empty
    queue; its parent sends what waits.
    """

    def __init__(self, mailer: Mailer | None, *, size: int = _SIZE, waits: Sequence[float] = _WAITS) -> None:
        """mailer: None sends nothing. size: how many may wait; more are dropped and logged.

        waits: seconds before each further try.
        """
        self._mailer = mailer
        self._size = size
        self._waits = tuple(waits)
        self._waiting: deque[Make] = deque()
        self._thread: Thread | None = None
        self._changed = Condition()
        self._stopping = Event()
        forget, close = WeakMethod(self._start_empty), WeakMethod(self.close)
        os.register_at_fork(after_in_child=lambda: (method := forget()) and method())
        atexit.register(lambda: (method := close()) and method())

    @property
    def is_on(self) -> bool:
        """Whether there is a mailer."""
        return self._mailer is not None

    def post(self, make: Make) -> None:
        """Have a mail made and sent soon; returns at once. Without a mailer nothing happens."""
        if self._mailer is None:
            return
        with self._changed:
            if len(self._waiting) >= self._size:
                _logger.error("a mail was dropped: %s are waiting", len(self._waiting))
                return
            self._waiting.append(make)
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._work, name="daemun-mail", daemon=True)
                self._thread.start()

    def flush(self, *, timeout: float | None = None) -> bool:
        """Wait until nothing waits any more; False: something still does. timeout: in seconds, or 5."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._thread is None, _FAREWELL if timeout is None else timeout
            )

    def close(self) -> None:
        """Send what waits, for a few seconds; drop and log the rest. The next `post` works again."""
        if self.flush():
            return
        with self._changed:
            self._stopping.set()
            left = len(self._waiting)
            self._waiting.clear()
            self._start_empty()
        _logger.error("mails were not sent before the end: %s waiting, one on its way", left)

    def _start_empty(self) -> None:
        self._waiting = deque()
        self._thread = None
        self._changed = Condition()
        self._stopping = Event()

    def _work(self) -> None:
        changed, stopping, waiting = self._changed, self._stopping, self._waiting
        while True:
            with changed:
                if stopping.is_set():
                    return
                if not waiting:
                    self._thread = None
                    changed.notify_all()
                    return
                make = waiting.popleft()
            self._deliver(make, stopping)

    def _deliver(self, make: Make, stopping: Event) -> None:
        message: Message | None = None
        for wait in (*self._waits, None):
            try:
                message = message or make()
                if message is not None and self._mailer is not None:
                    self._mailer.send(message)
            except (MailNotSent, StoreUnavailable) as error:
                is_final = isinstance(error, MailNotSent) and error.is_final
                if is_final or wait is None or stopping.wait(wait):
                    _logger.error("a mail was not sent: %s", error)  # noqa: TRY400 - expected, and told in a line
                    return
            except Exception as error:  # noqa: BLE001 - the application's own mailer, and nobody to raise to
                _log_bug(error)
                return
            else:
                return


def _log_bug(error: Exception) -> None:
    """Where it happened, without the error's own words: they may quote the mail."""
    stack = "".join(traceback.format_tb(error.__traceback__))
    _logger.error("a mail was not sent: %s in\n%s", type(error).__name__, stack)
