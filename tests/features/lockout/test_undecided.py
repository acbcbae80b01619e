from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from daemun.features.lockout.undecided import Undecided


def test_without_an_open_try_nobody_waits() -> None:
    undecided = Undecided()
    since = undecided.decisions
    undecided.begin(["lee"])

    assert not undecided.is_worth_counting_again("kim", since=since, gives_up_at=monotonic() + 60)


def test_a_decision_ends_the_wait() -> None:
    undecided = Undecided()
    since = undecided.decisions
    undecided.begin(["kim"])

    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(
            undecided.is_worth_counting_again, "kim", since=since, gives_up_at=monotonic() + 60
        )
        undecided.decide(["kim"])

        assert waiting.result(timeout=60)


def test_a_decision_between_counting_and_waiting_is_not_missed() -> None:
    undecided = Undecided()
    undecided.begin(["kim"])
    since = undecided.decisions
    undecided.decide(["kim"])

    assert undecided.is_worth_counting_again("kim", since=since, gives_up_at=monotonic() + 60)
    assert not undecided.is_worth_counting_again(
        "kim", since=undecided.decisions, gives_up_at=monotonic() + 60
    )


def test_what_was_withdrawn_is_waited_for_no_longer() -> None:
    undecided = Undecided()
    since = undecided.decisions
    undecided.begin(["kim"])

    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(
            undecided.is_worth_counting_again, "kim", since=since, gives_up_at=monotonic() + 60
        )
        undecided.withdraw(["kim"])

        assert not waiting.result(timeout=60)


def test_a_decision_that_takes_too_long_is_not_waited_for() -> None:
    undecided = Undecided()
    undecided.begin(["kim"])

    assert not undecided.is_worth_counting_again("kim", since=0, gives_up_at=monotonic() + 0.01)
