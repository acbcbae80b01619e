"""What every database promises of its batches is in `tests/storage/contract`; here is what they share."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from daemun.storage.resilience.batching import Batch, Batching
from daemun.storage.resilience.errors import StoreConflict
from daemun.storage.resilience.retry import TransactionRetry


class Ledger(Batching[Batch]):
    """A database of one list."""

    def __init__(self) -> None:
        super().__init__(TransactionRetry(timeout=5))
        self.written: list[str] = []
        self.conflicts = 0

    @contextmanager
    def _begin(self) -> Iterator[Batch]:
        before = list(self.written)
        try:
            yield Batch()
            if self.conflicts:
                self.conflicts -= 1
                raise StoreConflict
        except BaseException:
            self.written = before
            raise


def test_actions_run_once_and_after_the_commit_however_often_the_work_ran() -> None:
    ledger = Ledger()
    ledger.conflicts = 2
    seen: list[list[str]] = []

    def work() -> str:
        ledger.written.append("row")
        ledger.after_commit(lambda: seen.append(list(ledger.written)))
        return "done"

    assert ledger.in_batch(work) == "done"
    assert seen == [["row"]]


def test_what_fails_runs_no_action_and_leaves_no_batch_open() -> None:
    ledger = Ledger()
    seen: list[str] = []

    def work() -> None:
        ledger.after_commit(lambda: seen.append("told"))
        raise LookupError

    with pytest.raises(LookupError):
        ledger.in_batch(work)

    assert seen == []
    assert not ledger.is_in_batch


def test_without_a_batch_an_action_runs_at_once() -> None:
    seen: list[str] = []

    Ledger().after_commit(lambda: seen.append("told"))

    assert seen == ["told"]


def test_a_verb_joins_the_present_batch_and_batches_do_not_nest() -> None:
    ledger = Ledger()
    with ledger.batch():
        assert ledger.together(lambda: ledger.is_in_batch)
        with pytest.raises(RuntimeError, match="nest"):
            ledger.in_batch(lambda: None)
        assert ledger.is_in_batch

    assert not ledger.is_in_batch
