"""A store that was used before a fork works in parent and child, and they share no connection."""

import os
import sys
from collections.abc import Callable

import pytest

from daemun.problem import StoreUnavailable
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import NOW, a_session, a_user

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


def _fork(action: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            action()
        finally:
            # Reached by a fault too, and then with another code.
            os._exit(sys.exc_info()[0] is not None)
    return child


def _has_succeeded(child: int) -> bool:
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _succeeds_in_child(action: Callable[[], object]) -> bool:
    return _has_succeeded(_fork(action))


def test_parent_and_child_go_on_after_a_fork(shared_store: Store) -> None:
    shared_store.users.add(a_user())
    race(4, lambda _: shared_store.users.find("user-kim"))

    def act_as_child() -> None:
        assert shared_store.users.find("user-kim") == a_user()
        with shared_store.batches.batch():
            shared_store.sessions.add(a_session(a_user(), "child"))

    for _ in range(3):
        assert _succeeds_in_child(shared_store.users.list_page)
    assert _succeeds_in_child(act_as_child)

    shared_store.sessions.add(a_session(a_user(), "parent"))
    assert len(shared_store.sessions.list_live("user-kim", now=NOW)) == 2


def test_a_fork_while_sqlite_is_in_use_leaves_the_child_without_a_store(sqlite_url: str) -> None:
    store = open_store(sqlite_url)

    with store.batches.batch():
        store.users.add(a_user())

        def act_as_child() -> None:
            with pytest.raises(StoreUnavailable):
                store.users.find("user-kim")

        assert _succeeds_in_child(act_as_child)

    assert store.users.find("user-kim") is not None
    store.close()


def test_a_fork_inside_a_batch_leaves_the_batch_to_the_parent(postgres_url: str) -> None:
    shared_store = open_store(postgres_url)
    shared_store.users.add(a_user("kim"))

    with shared_store.batches.batch():
        shared_store.users.add(a_user("lee"))

        def act_as_child() -> None:
            assert shared_store.users.find("user-lee") is None
            assert shared_store.users.find("user-kim") is not None

        assert _succeeds_in_child(act_as_child)

    assert shared_store.users.find("user-lee") is not None
    shared_store.close()


def test_children_write_at_the_same_time(shared_store: Store) -> None:
    shared_store.users.add(a_user())

    def add(name: str) -> Callable[[], None]:
        def add_sessions() -> None:
            for number in range(10):
                shared_store.sessions.add(a_session(a_user(), f"{name}-{number}"))

        return add_sessions

    children = [_fork(add(str(number))) for number in range(3)]
    assert [_has_succeeded(child) for child in children] == [True] * 3

    assert len(shared_store.sessions.list_live("user-kim", now=NOW)) == 30


def test_a_child_has_its_own_copy_of_a_database_in_memory() -> None:
    store = open_store("sqlite://")
    store.users.add(a_user())

    def act_as_child() -> None:
        assert store.users.delete("user-kim", now=NOW)

    assert _succeeds_in_child(act_as_child)
    assert store.users.find("user-kim") == a_user()
    store.close()
