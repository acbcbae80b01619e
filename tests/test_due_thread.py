import os
from collections.abc import Callable
from threading import Event, Thread

import pytest

from daemun.due_thread import DueThread
from daemun.problem import StoreUnavailable
from tests.storage.racing import race


class Work:
    """Counts how often it is done, and takes as long as it is told."""

    def __init__(self, *outcomes: float | Exception | None) -> None:
        self.outcomes = list(outcomes)
        self.runs = 0
        self.running = 0
        self.most_at_once = 0
        self.began = Event()
        self.may_end = Event()
        self.may_end.set()

    def __call__(self) -> float | None:
        self.runs += 1
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        self.began.set()
        self.may_end.wait(10)
        self.running -= 1
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def until(condition: Callable[[], bool]) -> None:
    waiting = Event()
    for _ in range(1000):
        if condition():
            return
        waiting.wait(0.01)
    pytest.fail("it never happened")


def test_waking_delivers_behind_the_caller() -> None:
    work = Work()
    work.may_end.clear()
    thread = DueThread(work, name="daemun-test", what="mails")

    thread.wake()

    assert work.began.wait(5)
    assert not thread.flush(timeout=0)
    work.may_end.set()
    assert thread.flush()
    assert work.runs == 1


def test_what_comes_while_it_works_is_delivered_afterwards() -> None:
    work = Work()
    work.may_end.clear()
    thread = DueThread(work, name="daemun-test", what="mails")
    thread.wake()
    assert work.began.wait(5)

    thread.wake()

    work.may_end.set()
    assert thread.flush()
    assert work.runs == 2


def test_it_waits_for_what_is_due_later_and_then_delivers_it() -> None:
    work = Work(0.02, 0.02)
    thread = DueThread(work, name="daemun-test", what="mails")

    thread.wake()

    until(lambda: work.runs == 3)
    assert thread.flush()


def test_however_many_wake_it_one_thread_works() -> None:
    work = Work()
    thread = DueThread(work, name="daemun-test", what="mails")

    for _ in range(20):
        race(24, lambda _: thread.wake())
        assert thread.flush()

    assert work.most_at_once == 1


def test_it_is_woken_once_in_a_process_to_deliver_what_was_left() -> None:
    work = Work()
    thread = DueThread(work, name="daemun-test", what="mails")

    for _ in range(3):
        thread.keep_up()
        assert thread.flush()

    assert work.runs == 1


def test_a_database_that_is_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemun.due_thread._OUTAGE", 0.01)
    work = Work(StoreUnavailable())
    thread = DueThread(work, name="daemun-test", what="mails")

    thread.wake()

    until(lambda: work.runs == 2)


def test_closing_delivers_what_is_due_and_leaves_it_usable() -> None:
    work = Work(60.0)
    thread = DueThread(work, name="daemun-test", what="mails")
    thread.wake()

    thread.close()

    assert work.runs == 1
    thread.wake()
    assert thread.flush()
    assert work.runs == 2


def test_closing_does_not_wait_for_a_mail_server_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("daemun.due_thread._FAREWELL", 0.01)
    work = Work()
    work.may_end.clear()
    thread = DueThread(work, name="daemun-test", what="mails")
    thread.wake()
    assert work.began.wait(5)

    thread.close()

    assert "they wait in the database" in caplog.text
    work.may_end.set()


def test_nobody_is_kept_waiting_by_a_thread_whose_owner_is_gone() -> None:
    work = Work(3600.0)
    thread = DueThread(work, name="daemun-test", what="mails")
    thread.wake()
    assert thread.flush()
    runner: Thread | None = thread._thread
    assert runner is not None

    del thread

    runner.join(5)
    assert not runner.is_alive()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_delivers_nothing_of_its_parent_and_works() -> None:
    work = Work()
    work.may_end.clear()
    thread = DueThread(work, name="daemun-test", what="mails")
    thread.wake()
    assert work.began.wait(5)

    child = os.fork()
    if child == 0:
        was_idle = thread.flush(timeout=0)
        work.may_end.set()
        thread.wake()
        os._exit(0 if was_idle and thread.flush() and work.runs == 2 else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    work.may_end.set()
    assert thread.flush()
