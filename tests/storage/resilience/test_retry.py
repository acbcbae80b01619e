"""What the database undoes, so that others can go on, is done again: as a whole, and told once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from daemun.features.lockout.model import Limit
from daemun.problem import StoreUnavailable
from daemun.storage.open_store import open_store
from daemun.storage.resilience.errors import StoreConflict
from daemun.storage.resilience.retry import TransactionRetry
from daemun.storage.store import Store
from tests.storage.conftest import PATIENT
from tests.storage.racing import race
from tests.storage.records import NOW, a_user, an_event

if TYPE_CHECKING:
    from tests.services.postgres import Postgres


@pytest.fixture
def store(shared_postgres: "Postgres", postgres_url: str) -> Iterator[Store]:
    """Empty, on PostgreSQL where transactions are serializable and a deadlock is soon found."""
    name = make_url(postgres_url).database
    with shared_postgres.connect() as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
        connection.execute(f"ALTER DATABASE {name} SET deadlock_timeout = '20ms'")
    store = open_store(postgres_url, PATIENT)
    yield store
    store.close()


def test_work_that_is_undone_is_done_again() -> None:
    outcomes: Iterator[str | StoreUnavailable] = iter([StoreConflict(), StoreConflict(), "done"])

    assert TransactionRetry(timeout=5).run(lambda: _given(next(outcomes))) == "done"


def test_work_that_is_always_undone_is_given_up_in_time() -> None:
    with pytest.raises(StoreConflict):
        TransactionRetry(timeout=0.01).run(lambda: _given(StoreConflict()))


def test_what_failed_for_another_reason_is_not_done_again() -> None:
    outcomes: Iterator[str | StoreUnavailable] = iter([StoreUnavailable(), "done"])

    with pytest.raises(StoreUnavailable):
        TransactionRetry(timeout=5).run(lambda: _given(next(outcomes)))

    assert next(outcomes) == "done"


def test_a_batch_that_was_undone_is_run_again_from_its_start_and_told_once(store: Store) -> None:
    store.users.add(a_user(locked_at=None))
    seen: list[bool] = []
    told: list[bool] = []

    def work() -> bool:
        store.batches.after_commit(lambda: told.append(True))
        store.audit.add(an_event())
        user = store.users.find("user-kim")
        assert user is not None
        seen.append(user.is_locked)
        if not user.is_locked:
            race(1, lambda _: store.users.lock("user-kim", now=NOW))
        return store.users.delete("user-kim", now=NOW)

    assert store.batches.in_batch(work)
    assert seen == [False, True]
    assert told == [True]
    assert len(store.audit.list_page()) == 1


def test_an_action_after_the_commit_that_fails_does_not_repeat_the_batch(store: Store) -> None:
    runs: list[int] = []

    def tell() -> None:
        raise StoreConflict

    def work() -> None:
        runs.append(1)
        store.users.add(a_user())
        store.batches.after_commit(tell)

    with pytest.raises(StoreConflict):
        store.batches.in_batch(work)

    assert runs == [1]
    assert store.users.find("user-kim") is not None


def test_two_that_wait_for_each_other_both_write(store: Store) -> None:
    names = ("kim", "lee")
    for name in names:
        store.users.add(a_user(name, locked_at=None))
    runs: list[int] = []

    def lock_both(number: int) -> None:
        def work() -> None:
            runs.append(number)
            for name in names if number % 2 else reversed(names):
                store.users.hold(f"user-{name}")
                store.users.replace_profile(f"user-{name}", seen_at=NOW, profile={"by": number}, now=NOW)
            store.audit.add(an_event(f"by-{number}"))

        store.batches.in_batch(work)

    race(8, lock_both)

    assert len(store.audit.list_page()) == 8
    assert len(runs) >= 8


def test_of_many_who_add_to_one_count_every_one_is_counted(store: Store) -> None:

    limit = Limit("test", timedelta(hours=1), ())

    def count_in_batch(_: int) -> int:
        return store.batches.in_batch(lambda: store.lockout.count_try("key", limit, now=NOW).tries)

    assert sorted(race(24, count_in_batch)) == list(range(1, 25))


def _given(outcome: str | StoreUnavailable) -> str:
    if isinstance(outcome, StoreUnavailable):
        raise outcome
    return outcome
