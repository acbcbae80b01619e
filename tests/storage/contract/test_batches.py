"""What every store does with writes that belong together."""

import contextlib

import pytest
from pymongo.errors import BulkWriteError
from sqlalchemy.exc import IntegrityError

from daemun.features.users.store import AlreadyExists
from daemun.problem import StoreUnavailable
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import NOW, a_key, a_password, a_user, an_event


class Stopped(Exception):
    pass


def test_a_batch_is_written_as_a_whole(store: Store) -> None:
    with store.batches.batch():
        store.users.add(a_user())
        store.passwords.add(a_password(a_user()))

    assert store.users.find("user-kim") == a_user()
    assert store.passwords.find("user-kim") == a_password(a_user())


def test_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    with contextlib.suppress(Stopped), store.batches.batch():
        store.users.add(a_user())
        store.roles.grant("user-kim", "admin", now=NOW)
        raise Stopped

    assert store.users.find("user-kim") is None
    assert store.roles.list_roles("user-kim") == ()


def test_a_batch_sees_what_it_has_written(store: Store) -> None:
    with store.batches.batch():
        store.users.add(a_user())
        assert store.users.find("user-kim") == a_user()
        assert store.users.find_by_username_key("nobody") is None


def test_work_in_a_batch_gives_what_it_wrote_and_is_told_after_the_commit(store: Store) -> None:
    seen: list[object] = []

    def add() -> str:
        store.users.add(a_user())
        store.batches.after_commit(lambda: seen.append("told"))
        seen.append("inside")
        return "user-kim"

    assert store.users.find(store.batches.in_batch(add)) == a_user()
    assert seen == ["inside", "told"]


def test_work_in_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    def add() -> None:
        store.users.add(a_user())
        raise Stopped

    with pytest.raises(Stopped):
        store.batches.in_batch(add)

    assert store.users.find("user-kim") is None


def test_others_see_a_batch_only_once_it_is_written(shared_store: Store) -> None:
    with shared_store.batches.batch():
        shared_store.users.add(a_user())
        assert race(1, lambda _: shared_store.users.find("user-kim")) == [None]

    assert race(1, lambda _: shared_store.users.find("user-kim")) == [a_user()]


def test_batches_do_not_nest(store: Store) -> None:
    with pytest.raises(RuntimeError), store.batches.batch(), store.batches.batch():
        pass
    with pytest.raises(RuntimeError):
        store.batches.in_batch(lambda: store.batches.in_batch(lambda: None))

    with store.batches.batch():
        store.users.add(a_user())
    assert store.users.find("user-kim") == a_user()


def test_batches_of_racing_threads_are_apart(store: Store) -> None:
    def act(number: int) -> None:
        with contextlib.suppress(Stopped), store.batches.batch():
            store.users.add(a_user(f"racer-{number:02}"))
            if number % 2:
                raise Stopped

    race(24, act)

    written = [user.id for user in store.users.list_page()]
    assert written == [f"user-racer-{number:02}" for number in range(0, 24, 2)]


def test_actions_run_in_order_after_the_commit(shared_store: Store) -> None:
    seen: list[object] = []

    with shared_store.batches.batch():
        shared_store.batches.after_commit(lambda: seen.append("first"))
        shared_store.users.add(a_user())
        shared_store.batches.after_commit(
            lambda: seen.extend(race(1, lambda _: shared_store.users.find("user-kim") is not None))
        )
        seen.append("inside")

    assert seen == ["inside", "first", True]


def test_actions_never_run_when_the_batch_fails(store: Store) -> None:
    seen: list[str] = []

    with contextlib.suppress(Stopped), store.batches.batch():
        store.batches.after_commit(lambda: seen.append("told"))
        raise Stopped
    with store.batches.batch():
        pass

    assert seen == []


def test_an_action_without_a_batch_runs_at_once(store: Store) -> None:
    seen: list[str] = []

    store.batches.after_commit(lambda: seen.append("told"))

    assert seen == ["told"]


def test_an_action_may_write(store: Store) -> None:
    def write() -> None:
        with store.batches.batch():
            store.users.add(a_user("lee"))

    with store.batches.batch():
        store.users.add(a_user("kim"))
        store.batches.after_commit(write)

    assert len(store.users.list_page()) == 2


def test_a_refusal_inside_a_batch_does_not_break_it(store: Store) -> None:
    store.users.add(a_user())
    store.signing_keys.add(a_key(1))

    with store.batches.batch():
        with pytest.raises(AlreadyExists):
            store.users.add(a_user("lee", username_key="kim"))
        assert not store.signing_keys.add(a_key(1))
        assert not store.roles.revoke("user-kim", "admin", now=NOW)
        store.users.add(a_user("park"))

    assert store.users.find("user-park") is not None


def test_a_batch_with_a_swallowed_error_is_not_written_in_part(store: Store) -> None:
    store.audit.add(an_event())

    def add_and_ignore_a_fault() -> None:
        with store.batches.batch():
            store.users.add(a_user())
            with contextlib.suppress(IntegrityError, BulkWriteError):
                store.audit.add(an_event())

    with pytest.raises(StoreUnavailable):
        add_and_ignore_a_fault()
    assert store.users.find("user-kim") is None


def test_what_names_a_user_who_is_gone_is_refused_and_not_a_fault(store: Store) -> None:
    with pytest.raises(StoreUnavailable):
        store.passwords.add(a_password(a_user()))

    assert store.passwords.find("user-kim") is None


def test_deleting_a_user_can_be_part_of_a_batch(store: Store) -> None:
    store.users.add(a_user())

    with contextlib.suppress(Stopped), store.batches.batch():
        assert store.users.delete("user-kim", now=NOW)
        assert store.users.find("user-kim") is None
        raise Stopped

    assert store.users.find("user-kim") == a_user()
