import gc
import threading
from itertools import count
from threading import Thread

import pytest

from daemun.recurring import Recurring

PATIENCE = 20
NAME = "test-recurring"


def running() -> list[Thread]:
    return [thread for thread in threading.enumerate() if thread.name == NAME]


class Work:
    """Counts its runs; the first `failing` ones raise."""

    def __init__(self, failing: int = 0) -> None:
        self._failing = failing
        self._runs = count(1)
        self._changed = threading.Condition()
        self.done = 0

    def __call__(self) -> None:
        with self._changed:
            self.done = next(self._runs)
            self._changed.notify_all()
        if self.done <= self._failing:
            raise ZeroDivisionError

    def is_done(self, times: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.done >= times, PATIENCE)


def often() -> float:
    return 0.001


def late() -> float:
    return 3600.0


def test_the_work_is_done_again_and_again_by_one_thread() -> None:
    work = Work()
    recurring = Recurring(work, name=NAME, wait=often)

    for _ in range(10):
        recurring.start()

    assert work.is_done(5)
    assert len(running()) == 1
    recurring.stop()
    assert running() == []


def test_the_first_run_waits_too() -> None:
    work = Work()
    recurring = Recurring(work, name=NAME, wait=late)

    recurring.start()
    recurring.stop()

    assert work.done == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_of_a_bug_is_replaced_at_the_next_start() -> None:
    work = Work(failing=1)
    recurring = Recurring(work, name=NAME, wait=often)
    recurring.start()
    for thread in running():
        thread.join(PATIENCE)
    was_running = recurring.is_running()

    recurring.start()

    assert not was_running
    assert work.is_done(3)
    recurring.stop()


def test_the_thread_ends_with_its_object() -> None:
    recurring = Recurring(Work(), name=NAME, wait=often)
    recurring.start()
    (thread,) = running()

    del recurring
    gc.collect()
    thread.join(PATIENCE)

    assert not thread.is_alive()
