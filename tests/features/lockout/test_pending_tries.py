from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from daemun.features.lockout.pending_tries import PendingTries


def test_without_a_pending_try_nobody_waits() -> None:
    pending = PendingTries()
    since = pending.finishes
    pending.start(["lee"])

    assert not pending.is_worth_counting_again("kim", since=since, gives_up_at=monotonic() + 60)


def test_a_finished_try_ends_the_wait() -> None:
    pending = PendingTries()
    since = pending.finishes
    pending.start(["kim"])

    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(
            pending.is_worth_counting_again, "kim", since=since, gives_up_at=monotonic() + 60
        )
        pending.finish(["kim"])

        assert waiting.result(timeout=60)


def test_a_try_that_finishes_between_counting_and_waiting_is_not_missed() -> None:
    pending = PendingTries()
    pending.start(["kim"])
    since = pending.finishes
    pending.finish(["kim"])

    assert pending.is_worth_counting_again("kim", since=since, gives_up_at=monotonic() + 60)
    assert not pending.is_worth_counting_again("kim", since=pending.finishes, gives_up_at=monotonic() + 60)


def test_a_cancelled_try_is_waited_for_no_longer() -> None:
    pending = PendingTries()
    since = pending.finishes
    pending.start(["kim"])

    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(
            pending.is_worth_counting_again, "kim", since=since, gives_up_at=monotonic() + 60
        )
        pending.cancel(["kim"])

        assert not waiting.result(timeout=60)


def test_a_try_that_takes_too_long_is_not_waited_for() -> None:
    pending = PendingTries()
    pending.start(["kim"])

    assert not pending.is_worth_counting_again("kim", since=0, gives_up_at=monotonic() + 0.01)
