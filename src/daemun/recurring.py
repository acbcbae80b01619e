"""Recurring: a thread in each process that does something repeatedly."""

import weakref
from collections.abc import Callable
from threading import Event, Lock, Thread


class Recurring:
    """Runs `work` repeatedly while this object is referenced.

    `start` costs nothing while the thread runs. It replaces a thread lost to a fork or a bug.
    """

    def __init__(self, work: Callable[[], None], *, name: str, wait: Callable[[], float]) -> None:
        """wait: returns the seconds before each run, including the first."""
        self._work = work
        self._name = name
        self._wait = wait
        self._lock = Lock()
        self._thread: Thread | None = None
        self._stopped = Event()

    def is_running(self) -> bool:
        """Whether this process has the thread."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Make sure that this process has the thread."""
        if self.is_running():
            return
        with self._lock:
            if self.is_running():
                return
            self._stopped = Event()
            weakref.finalize(self, self._stopped.set)
            arguments = (self._work, self._wait, self._stopped)
            # The thread must not reference this object, or nothing would ever end it.
            thread = Thread(target=_keep_working, args=arguments, name=self._name, daemon=True)
            thread.start()
            self._thread = thread

    def stop(self) -> None:
        """Stop and wait for a run in progress; the next `start` starts it again."""
        with self._lock:
            self._stopped.set()
            if self._thread is not None:
                self._thread.join()
                self._thread = None


def _keep_working(work: Callable[[], None], wait: Callable[[], float], stopped: Event) -> None:
    while not stopped.wait(wait()):
        work()
