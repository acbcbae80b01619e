import gc
import logging
import threading
from datetime import timedelta

import pytest

from daemun.features.sessions.revocation_feed import RevocationFeed
from daemun.problem import StoreUnavailable

OFTEN = timedelta(milliseconds=1)
NEVER = timedelta(hours=1)
PATIENCE = 20


def running() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "daemun-feed"]


class Reader:
    """Counts readings, and answers as told."""

    def __init__(self, *answers: Exception | None) -> None:
        self._answers = iter(answers)
        self._count = 0
        self._changed = threading.Condition()

    def read(self) -> None:
        with self._changed:
            self._count += 1
            self._changed.notify_all()
            answer = next(self._answers, None)
        if answer is not None:
            raise answer

    def has_read(self, times: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._count >= times, PATIENCE)

    @property
    def count(self) -> int:
        return self._count


def test_the_first_call_reads_before_it_returns() -> None:
    reader = Reader()

    RevocationFeed(reader.read, interval=NEVER).follow()

    assert reader.count == 1


def test_nothing_is_read_before_anybody_asks() -> None:
    reader = Reader()

    RevocationFeed(reader.read, interval=OFTEN)

    assert reader.count == 0


def test_further_calls_start_nothing_and_read_nothing() -> None:
    others, reader = running(), Reader()
    feed = RevocationFeed(reader.read, interval=NEVER)

    for _ in range(100):
        feed.follow()

    assert reader.count == 1
    assert len([thread for thread in running() if thread not in others]) == 1


@pytest.mark.requirement("SE-10")
def test_the_feed_goes_on_reading_by_itself() -> None:
    reader = Reader()
    feed = RevocationFeed(reader.read, interval=OFTEN)
    feed.follow()

    assert reader.has_read(5)
    assert feed is not None


def test_a_store_that_does_not_answer_is_told_once_and_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    reader = Reader(None, StoreUnavailable(), StoreUnavailable(), StoreUnavailable())
    feed = RevocationFeed(reader.read, interval=OFTEN)
    with caplog.at_level(logging.WARNING, "daemun"):
        feed.follow()
        assert reader.has_read(8)

    assert [record.message for record in caplog.records] == [
        "the store does not answer: revocations are not followed for now"
    ]


def test_a_store_that_does_not_answer_at_first_is_told_to_the_caller() -> None:
    reader = Reader(StoreUnavailable())
    feed = RevocationFeed(reader.read, interval=NEVER)

    with pytest.raises(StoreUnavailable):
        feed.follow()
    feed.follow()

    assert reader.count == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_of_a_bug_is_replaced_and_its_bug_is_seen() -> None:
    reader = Reader(None, ZeroDivisionError(), ZeroDivisionError())
    feed = RevocationFeed(reader.read, interval=OFTEN)
    feed.follow()
    (died,) = [thread for thread in running() if thread.is_alive()][-1:]
    died.join(PATIENCE)

    with pytest.raises(ZeroDivisionError):
        feed.follow()
    feed.follow()

    assert reader.has_read(6)


def test_the_thread_ends_with_the_feed() -> None:
    before = set(running())
    feed = RevocationFeed(Reader().read, interval=OFTEN)
    feed.follow()
    (thread,) = set(running()) - before

    del feed
    gc.collect()
    thread.join(PATIENCE)

    assert not thread.is_alive()


def test_a_stopped_feed_starts_anew_when_it_is_followed_again() -> None:
    reader = Reader()
    feed = RevocationFeed(reader.read, interval=NEVER)
    others = running()
    feed.follow()
    (own,) = [thread for thread in running() if thread not in others]
    feed.stop()
    was_alive_after_stop = own.is_alive()

    feed.follow()

    assert not was_alive_after_stop
    assert reader.count == 2
    feed.stop()


def test_an_early_reading_is_tried_once_and_a_store_that_is_away_is_no_failure_of_the_call() -> None:
    reader = Reader(StoreUnavailable(), None)
    feed = RevocationFeed(reader.read, interval=NEVER)

    feed.read_early()
    feed.read_early()
    assert reader.count == 1

    feed.follow()
    assert reader.count == 2
