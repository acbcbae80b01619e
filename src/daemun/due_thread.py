"""DueThread: does what is due behind the answers: answer times reveal nothing, and a slow server elsewhere
stops nobody.
"""

import atexit
import logging
import os
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Condition, Lock, Thread
from typing import Protocol, TypeVar
from weakref import WeakMethod

from daemun.clock import Clock
from daemun.problem import StoreUnavailable

_logger = logging.getLogger("daemun")

_FAREWELL = 5.0
"""Seconds that `close` gives to what is still on its way."""
_LONGEST_SLEEP = 60.0
_OUTAGE = 5.0
"""Seconds until a database that was away is asked again."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Queue(Protocol[T_co]):
    """Things that are due at some time, kept where every process finds them."""

    def claim(self, *, now: datetime, until: datetime) -> T_co | None:
        """Take what has been due for longest; nobody else may before `until`."""

    def next_try_at(self) -> datetime | None:
        """Give the time at which the next one is due; None: none waits."""


def do_due(queue: Queue[T], do: Callable[[T], None], clock: Clock, *, claimed_for: timedelta) -> float | None:
    """Do what is due, one after the other. Gives the seconds until there is more; None: nothing waits.

    claimed_for: how long one may take, before somebody else may do it. Raises StoreUnavailable, and what `do`
    does; what was being done is due again in a while.
    """

    def claim() -> T | None:
        now = clock.now()
        return queue.claim(now=now, until=now + claimed_for)

    while (due := claim()) is not None:
        do(due)
    next_at = queue.next_try_at()
    return None if next_at is None else max(0.0, (next_at - clock.now()).total_seconds())


@dataclass(slots=True)
class _Turn:
    """What the thread and its owner share: if the thread held its owner, nothing would ever end it."""

    changed: Condition = field(default_factory=Condition)
    is_due: bool = False
    is_working: bool = False
    is_over: bool = False


class DueThread:
    """A thread that works when it is woken and when something is due; it ends when nothing waits.

    A forked child begins without one.
    """

    def __init__(self, work: Callable[[], float | None], *, name: str, what: str) -> None:
        """work: does what is due, and gives the seconds until there is more. what: such as `mails`."""
        self._work = work
        self._name = name
        self._what = what
        self._waking = Lock()
        self._was_woken = False
        self._thread: Thread | None = None
        self._turn = _Turn(is_over=True)
        forget, close = WeakMethod(self._forget_parent), WeakMethod(self.close)
        os.register_at_fork(after_in_child=lambda: (method := forget()) and method())
        atexit.register(lambda: (method := close()) and method())

    def wake(self) -> None:
        """Have what is due done; returns at once."""
        with self._waking:
            self._was_woken = True
            with self._turn.changed:
                is_at_work = self._thread is not None and self._thread.is_alive() and not self._turn.is_over
                self._turn.is_due = True
                self._turn.changed.notify_all()
            if not is_at_work:
                self._turn = _Turn(is_due=True)
                weakref.finalize(self, _end, self._turn)
                arguments = (self._work, self._turn)
                self._thread = Thread(target=_work, args=arguments, name=self._name, daemon=True)
                self._thread.start()

    def keep_up(self) -> None:
        """Wake it once in this process: a process that was killed may have left something."""
        if not self._was_woken:
            self.wake()

    def flush(self, *, timeout: float | None = None) -> bool:
        """Wait until nothing is due any more; False: something still is. timeout: in seconds, or 5."""
        turn = self._turn
        with turn.changed:
            return turn.changed.wait_for(
                lambda: turn.is_over or not (turn.is_due or turn.is_working),
                _FAREWELL if timeout is None else timeout,
            )

    def close(self) -> None:
        """Do what is due, for a few seconds; another process or the next start does the rest."""
        is_done = self.flush()
        _end(self._turn)
        if not is_done:
            _logger.warning("%s were left undone at the end; they wait in the database", self._what)

    def _forget_parent(self) -> None:
        self._waking = Lock()
        self._was_woken = False
        self._thread = None
        self._turn = _Turn(is_over=True)


def _end(turn: _Turn) -> None:
    with turn.changed:
        turn.is_over = True
        turn.changed.notify_all()


def _work(work: Callable[[], float | None], turn: _Turn) -> None:
    while True:
        with turn.changed:
            if turn.is_over:
                return
            turn.is_due, turn.is_working = False, True
        try:
            wait = work()
        except StoreUnavailable:
            wait = _OUTAGE
        with turn.changed:
            turn.is_working = False
            turn.changed.notify_all()
            if wait is None and not turn.is_due:
                turn.is_over = True
                return
            turn.changed.wait_for(lambda: turn.is_due or turn.is_over, min(wait or 0.0, _LONGEST_SLEEP))
