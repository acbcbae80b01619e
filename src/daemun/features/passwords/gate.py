"""HashGate: a few threads that hash, with a short queue in front."""

import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Protocol, TypeVar

from daemun.features.passwords.errors import Overloaded

Result = TypeVar("Result")

_RETRY_AFTER: Final = 2
_NICENESS: Final = 5
"""At this niceness a thread gets a third of the CPU time of a competing one."""


class Slot(Protocol):
    """A slot in the gate: its holder may hash passwords, one after the other."""

    def run(self, hashing: Callable[[], Result]) -> Result:
        """Call on a hash thread and wait for the result; exceptions propagate."""


@dataclass(frozen=True, slots=True)
class GateReading:
    """Counts and times of this process's gate so far."""

    running: int
    waiting: int
    """Slots taken, but not hashing at this moment."""
    admitted_total: int
    refused_total: int
    waited_seconds_total: float
    longest_wait: float
    """Seconds that a call waited in the queue for a thread."""


class GateObserver(Protocol):
    """Called when something happens at the gate; must be quick, and must not use the gate itself."""

    def counted(self, *, inside: int, running: int) -> None:
        """Take how many slots are taken, and how many of them are hashing."""

    def hashed(self, *, waited: float, took: float) -> None:
        """Take how long a password waited for a thread and how long it was hashed, in seconds. Called on the
        caller's thread.
        """


class HashGate:
    """Bounds the hashing of one process, in time and memory.

    threads: how many hash at the same time; None: one for each core that this process may use.
    queue: how many more may wait. When it is full, Overloaded is raised.
    """

    def __init__(self, *, threads: int | None, queue: int) -> None:
        self._is_bounded_by_cores = threads is None
        self._threads = threads or _usable_cores()
        self._queue = queue
        self._observers: list[GateObserver] = []
        self._open()
        if hasattr(os, "register_at_fork"):
            open_in_child = weakref.WeakMethod(self._open)
            # Threads do not survive a fork, and a lock may have been held: the child starts afresh.
            os.register_at_fork(after_in_child=lambda: _call(open_in_child()))

    def _open(self) -> None:
        # Starts no thread: the pool does so when work arrives.
        self._pool = ThreadPoolExecutor(
            self._threads, thread_name_prefix="daemun-hash", initializer=_give_way
        )
        self._load = _Load(self._observers)

    @property
    def capacity(self) -> int:
        """The number of slots."""
        return self._threads + self._queue

    def share_cores(self, processes: int) -> None:
        """Leave the other processes of this machine their share of the cores; call before the first use."""
        if self._is_bounded_by_cores:
            self._threads = -(-_usable_cores() // processes)
            self._open()

    def watch(self, observer: GateObserver) -> None:
        """Add an observer."""
        self._observers.append(observer)

    @contextmanager
    def admit(self) -> Iterator[Slot]:
        """Take a slot before anything is counted or written, and keep it until the block ends.

        Raises Overloaded.
        """
        load = self._load
        if not load.take_slot(self.capacity):
            raise Overloaded(retry_after=_RETRY_AFTER)
        try:
            yield _Slot(self._pool, load)
        finally:
            load.free_slot()

    def run(self, hashing: Callable[[], Result]) -> Result:
        """Take a slot and hash one password. Raises Overloaded."""
        with self.admit() as slot:
            return slot.run(hashing)

    def reading(self) -> GateReading:
        """Counts and times of this process, for its metrics."""
        return self._load.reading()


@dataclass(frozen=True, slots=True)
class _Slot:
    pool: ThreadPoolExecutor
    load: "_Load"

    def run(self, hashing: Callable[[], Result]) -> Result:
        called_at = time.monotonic()
        waited = 0.0

        def on_thread() -> Result:
            nonlocal waited
            waited = time.monotonic() - called_at
            self.load.start(waited)
            try:
                return hashing()
            finally:
                self.load.finish()

        future = self.pool.submit(on_thread)
        try:
            result = future.result()
        finally:
            # The caller may have been interrupted while waiting: then nobody needs the result.
            future.cancel()
        self.load.report_hashed(waited, took=time.monotonic() - called_at - waited)
        return result


@dataclass(slots=True)
class _Load:
    """Slots taken and hashes running, counted under one lock."""

    observers: Sequence[GateObserver]
    lock: Lock = field(default_factory=Lock)
    inside: int = 0
    running: int = 0
    admitted_total: int = 0
    refused_total: int = 0
    waited_seconds_total: float = 0.0
    longest_wait: float = 0.0

    def take_slot(self, capacity: int) -> bool:
        with self.lock:
            if self.inside >= capacity:
                self.refused_total += 1
                return False
            self.inside += 1
            self.admitted_total += 1
            self._report_counts()
            return True

    def free_slot(self) -> None:
        with self.lock:
            self.inside -= 1
            self._report_counts()

    def start(self, waited: float) -> None:
        with self.lock:
            self.running += 1
            self.waited_seconds_total += waited
            self.longest_wait = max(self.longest_wait, waited)
            self._report_counts()

    def finish(self) -> None:
        with self.lock:
            self.running -= 1
            self._report_counts()

    def report_hashed(self, waited: float, *, took: float) -> None:
        for observer in self.observers:
            observer.hashed(waited=waited, took=took)

    def reading(self) -> GateReading:
        with self.lock:
            return GateReading(
                running=self.running,
                waiting=max(0, self.inside - self.running),
                admitted_total=self.admitted_total,
                refused_total=self.refused_total,
                waited_seconds_total=self.waited_seconds_total,
                longest_wait=self.longest_wait,
            )

    def _report_counts(self) -> None:
        for observer in self.observers:
            observer.counted(inside=self.inside, running=self.running)


def _call(action: Callable[[], None] | None) -> None:
    if action is not None:
        action()


def _give_way() -> None:
    """Run below the threads that answer requests: hashing can keep every core busy."""
    # On other systems a thread has no priority of its own.
    if sys.platform == "linux":
        with suppress(OSError):
            thread = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _NICENESS)


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
