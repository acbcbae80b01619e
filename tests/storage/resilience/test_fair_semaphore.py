"""Places are given in the order of arrival."""

import threading
import time

import pytest

from daemun.problem import StoreUnavailable
from daemun.storage.resilience.fair_semaphore import FairSemaphore
from tests.storage.racing import race


def test_never_more_are_inside_than_there_are_places() -> None:
    semaphore, lock = FairSemaphore(3, timeout=10), threading.Lock()
    inside, most = 0, 0

    def visit(_: int) -> None:
        nonlocal inside, most
        for _ in range(50):
            with semaphore:
                with lock:
                    inside += 1
                    most = max(most, inside)
                with lock:
                    inside -= 1

    race(12, visit)

    assert 1 <= most <= 3
    assert inside == 0


def test_who_came_first_is_served_first() -> None:
    semaphore = FairSemaphore(1, timeout=10)
    served: list[int] = []

    def visit(number: int) -> None:
        with semaphore:
            served.append(number)

    threads = [threading.Thread(target=visit, args=[number]) for number in range(8)]
    with semaphore:
        for number, thread in enumerate(threads):
            thread.start()
            while len(semaphore._waiting) <= number:
                time.sleep(0)
    for thread in threads:
        thread.join()

    assert served == list(range(8))


def test_who_waits_too_long_is_refused_and_takes_no_place() -> None:
    semaphore = FairSemaphore(1, timeout=0.02)

    def enter() -> None:
        with semaphore:
            pass

    with semaphore:
        with pytest.raises(StoreUnavailable):
            enter()
        with pytest.raises(StoreUnavailable):
            enter()

    enter()


def test_a_place_is_free_again_after_a_fault_inside() -> None:
    semaphore = FairSemaphore(1, timeout=0.02)

    for _ in range(2):
        with pytest.raises(ZeroDivisionError), semaphore:
            _ = 1 / 0


def test_after_a_reset_nobody_is_inside() -> None:
    semaphore = FairSemaphore(1, timeout=0.02)

    with semaphore:
        semaphore.reset()
        with semaphore:
            pass
