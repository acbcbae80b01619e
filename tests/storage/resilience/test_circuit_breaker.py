"""While the database does not answer, one thread probes and the others are refused at once."""

import time
from threading import Event, Thread

import pytest

from daemun.problem import StoreUnavailable
from daemun.storage.resilience.circuit_breaker import CircuitBreaker
from daemun.storage.resilience.errors import StoreLost


def _fail(breaker: CircuitBreaker) -> None:
    with pytest.raises(StoreLost), breaker.guard():
        raise StoreLost


def test_while_one_probes_the_others_are_refused_at_once() -> None:
    breaker, entered, finish = CircuitBreaker(), Event(), Event()
    _fail(breaker)

    def probe() -> None:
        with breaker.guard():
            entered.set()
            finish.wait(10)

    finder = Thread(target=probe)
    finder.start()
    assert entered.wait(10)
    started = time.monotonic()
    with pytest.raises(StoreUnavailable), breaker.guard():
        pytest.fail("two probe at the same time")
    assert time.monotonic() - started < 1

    finish.set()
    finder.join()
    with breaker.guard():
        assert not breaker.is_open


def test_a_caller_who_is_alone_always_asks() -> None:
    breaker = CircuitBreaker()

    for _ in range(3):
        _fail(breaker)

    with breaker.guard():
        pass
    assert not breaker.is_open


def test_a_refusal_by_a_server_that_answers_does_not_open_it() -> None:
    breaker = CircuitBreaker()

    with pytest.raises(StoreUnavailable), breaker.guard():
        raise StoreUnavailable

    assert not breaker.is_open


def test_those_who_wait_go_on_when_the_database_is_back() -> None:
    breaker, entered, finish, passed = CircuitBreaker(), Event(), Event(), Event()
    _fail(breaker)

    def probe() -> None:
        with breaker.guard():
            entered.set()
            finish.wait(10)

    def follow() -> None:
        with breaker.guard():
            passed.set()

    finder, follower = Thread(target=probe), Thread(target=follow)
    finder.start()
    assert entered.wait(10)
    follower.start()
    finish.set()
    finder.join()
    follower.join()

    assert passed.is_set()
