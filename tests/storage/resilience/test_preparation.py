import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from daemun.problem import StoreUnavailable
from daemun.storage.resilience.errors import StoreLost
from daemun.storage.resilience.preparation import Preparation


def use(preparation: Preparation) -> str:
    with preparation.ready():
        return "used"


def test_threads_that_come_at_once_prepare_once() -> None:
    prepared: list[int] = []
    preparation = Preparation(lambda: prepared.append(1))
    gate = threading.Barrier(8)

    def come() -> str:
        gate.wait(5)
        return use(preparation)

    with ThreadPoolExecutor(8) as threads:
        uses = [threads.submit(come) for _ in range(8)]
        assert [each.result() for each in uses] == ["used"] * 8

    assert prepared == [1]


def test_what_fails_is_prepared_again_at_the_next_use() -> None:
    outcomes = iter([True, False])

    def prepare() -> None:
        if next(outcomes):
            raise StoreLost

    preparation = Preparation(prepare)
    with pytest.raises(StoreUnavailable):
        use(preparation)

    assert use(preparation) == "used"


def test_what_was_closed_is_prepared_again() -> None:
    prepared: list[int] = []
    preparation = Preparation(lambda: prepared.append(1))
    use(preparation)
    use(preparation)
    preparation.forget()
    use(preparation)

    assert prepared == [1, 1]


def test_a_forked_child_waits_for_no_thread_of_its_parent() -> None:
    entered, leave = threading.Event(), threading.Event()

    def prepare() -> None:
        entered.set()
        assert leave.wait(5)

    preparation = Preparation(prepare)
    with ThreadPoolExecutor(1) as parent:
        prepares = parent.submit(use, preparation)
        assert entered.wait(5)
        preparation.reset()
        leave.set()
        assert use(preparation) == "used"
        assert prepares.result() == "used"
