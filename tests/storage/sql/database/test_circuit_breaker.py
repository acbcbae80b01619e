"""While nobody answers, one caller finds out and the others are refused at once."""

import time
from threading import Event, Thread

import pytest

from daemun.problem import StoreUnavailable
from daemun.storage.sql.database.failures import StoreLost
from daemun.storage.sql.database.circuit_breaker import Outage


def _fail(outage: Outage) -> None:
    with pytest.raises(StoreLost), outage.attempt():
        raise StoreLost


def test_while_one_finds_out_the_others_are_refused_at_once() -> None:
    outage, entered, finish = Outage(), Event(), Event()
    _fail(outage)

    def find_out() -> None:
        with outage.attempt():
            entered.set()
            finish.wait(10)

    finder = Thread(target=find_out)
    finder.start()
    assert entered.wait(10)
    started = time.monotonic()
    with pytest.raises(StoreUnavailable), outage.attempt():
        pytest.fail("two ask at the same time")
    assert time.monotonic() - started < 1

    finish.set()
    finder.join()
    with outage.attempt():
        assert not outage.is_on


def test_a_caller_who_is_alone_always_asks() -> None:
    outage = Outage()

    for _ in range(3):
        _fail(outage)

    with outage.attempt():
        pass
    assert not outage.is_on


def test_a_refusal_that_is_no_silence_begins_no_outage() -> None:
    outage = Outage()

    with pytest.raises(StoreUnavailable), outage.attempt():
        raise StoreUnavailable

    assert not outage.is_on


def test_those_who_wait_go_on_when_the_database_is_back() -> None:
    outage, entered, finish, passed = Outage(), Event(), Event(), Event()
    _fail(outage)

    def find_out() -> None:
        with outage.attempt():
            entered.set()
            finish.wait(10)

    def follow() -> None:
        with outage.attempt():
            passed.set()

    finder, follower = Thread(target=find_out), Thread(target=follow)
    finder.start()
    assert entered.wait(10)
    follower.start()
    finish.set()
    finder.join()
    follower.join()

    assert passed.is_set()
