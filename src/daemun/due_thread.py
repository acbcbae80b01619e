"""DueThread: does due work in the background, so that response times reveal nothing and a slow remote server
delays nobody.
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
"""Seconds that `close` allows for unfinished work."""
_LONGEST_SLEEP = 60.0
_OUTAGE = 5.0
"""Seconds until the next try after a database failure."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Queue(Protocol[T_co]):
    """Work that is due at some time, stored where every process finds it."""

    def claim(self, *, now: datetime, until: datetime) -> T_co | None:
        """Claim what has been due for longest; nobody else can claim it before `until`."""

    def next_try_at(self) -> datetime | None:
        """When the next one is due; None: the queue is empty."""


def do_due(queue: Queue[T], do: Callable[[T], None], clock: Clock, *, claimed_for: timedelta) -> float | None:
    """Do due work, one item after the other. Returns the seconds until more is due; None: the queue is empty.

    claimed_for: how long one item may take before others may claim it. Raises StoreUnavailable, and what `do`
    raises; the unfinished item becomes due again later.
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
    """State shared by the thread and its owner: a thread that referenced its owner would keep it alive."""

    changed: Condition = field(default_factory=Condition)
    is_due: bool = False
    is_working: bool = False
    is_over: bool = False


class DueThread:
    """A thread that works when woken or when something is due; it ends when the queue is empty.

    A forked child starts without one.
    """

    def __init__(self, work: Callable[[], float | None], *, name: str, what: str) -> None:
        """work: does due work, and returns the seconds until more is due. what: such as `mails`."""
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
        """Start doing due work; returns immediately."""
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
        """Wake it once per process: a killed process may have left work behind."""
        if not self._was_woken:
            self.wake()

    def flush(self, *, timeout: float | None = None) -> bool:
        """Wait until nothing is due; False: something still is. timeout: in seconds, 5 by default."""
        turn = self._turn
        with turn.changed:
            return turn.changed.wait_for(
                lambda: turn.is_over or not (turn.is_due or turn.is_working),
                _FAREWELL if timeout is None else timeout,
            )

    def close(self) -> None:
        """Do due work for a few seconds; another process or the next start does the rest."""
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
