"""What every AccountDeletionStore keeps, and that an export of a user leaves nothing out."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from daemun.features.users.model import User
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MILLISECOND, NOW, a_session, a_user

DUE = NOW + timedelta(days=7)


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


def test_a_deletion_is_asked_for_once_and_keeps_its_day(store: Store, user: User) -> None:
    deletions = store.account_deletions

    assert deletions.find_due_at(user.id) is None
    assert deletions.ask(user.id, now=NOW, due_at=DUE)
    assert not deletions.ask(user.id, now=NOW, due_at=DUE + timedelta(days=1))

    assert deletions.find_due_at(user.id) == DUE


def test_who_is_locked_or_to_be_deleted_by_now_is_not_active(store: Store) -> None:
    active, locked = replace(a_user("lee"), locked_at=None), replace(a_user("park"), locked_at=NOW)
    leaving = replace(a_user("choi"), locked_at=None)
    for user in (active, locked, leaving):
        store.users.add(user)
    store.account_deletions.ask(leaving.id, now=NOW, due_at=DUE)

    def find(user_id: str, *, now: datetime = DUE - A_MILLISECOND) -> User | None:
        with store.batches.batch():
            return store.users.hold_active(user_id, now=now)

    assert [find(active.id), find(locked.id), find(leaving.id)] == [active, None, leaving]
    assert [find(active.id, now=DUE), find(leaving.id, now=DUE)] == [active, None]
    assert find("nobody") is None
    session = a_session(leaving)
    store.sessions.add(session)
    assert store.sessions.find_owned(session.id, now=DUE - A_MILLISECOND) == (session, leaving)
    assert store.sessions.find_owned(session.id, now=DUE) is None


def test_it_is_due_at_the_very_millisecond_and_can_be_canceled_before(store: Store, user: User) -> None:
    deletions = store.account_deletions
    deletions.ask(user.id, now=NOW, due_at=DUE)
    before = DUE - A_MILLISECOND

    assert deletions.list_due(now=before, limit=10) == []
    assert not deletions.take_due(user.id, now=before)
    assert list(deletions.list_due(now=DUE, limit=10)) == [user.id]
    assert not deletions.cancel(user.id, now=DUE)
    assert deletions.cancel(user.id, now=before)
    assert not deletions.cancel(user.id, now=before)
    assert deletions.list_due(now=DUE, limit=10) == []


def test_of_24_racers_exactly_one_takes_it(store: Store, user: User) -> None:
    store.account_deletions.ask(user.id, now=NOW, due_at=NOW)

    taken = race(24, lambda _: store.account_deletions.take_due(user.id, now=NOW))

    assert sum(taken) == 1


def test_it_goes_with_the_user(store: Store, user: User) -> None:
    store.account_deletions.ask(user.id, now=NOW, due_at=DUE)

    store.users.delete(user.id, now=NOW)

    assert store.account_deletions.find_due_at(user.id) is None


def test_an_export_has_the_users_own_rows_and_nobody_elses(store: Store, user: User) -> None:
    other = a_user("lee")
    store.users.add(other)
    for owner in (user, other):
        store.sessions.add(a_session(owner, id=f"of-{owner.id}"))

    data = store.user_data.read_all(user)

    assert [row["id"] for row in data["users"]] == [user.id]
    assert [row["id"] for row in data["sessions"]] == [f"of-{user.id}"]
    assert "lee" not in repr(data)
