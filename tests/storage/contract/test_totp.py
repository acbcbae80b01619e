"""What every TotpStore keeps."""

from dataclasses import replace

import pytest

from daemun.features.totp.model import StoredTotp
from daemun.features.users.model import User
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from tests.storage.racing import race, race_processes
from tests.storage.records import A_MILLISECOND, NOW, a_totp, a_user

STEP = 59_000_000


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


def put(store: Store, totp: StoredTotp, *, keep: int = 9) -> StoredTotp:
    """It waits for its first code."""
    store.totp.put_pending(totp, keep=keep)
    return totp


def add(store: Store, user: User, name: str = "one", **fields: object) -> StoredTotp:
    """One that counts."""
    totp = put(store, a_totp(user, name, **fields))
    assert store.totp.confirm(totp.id, step=STEP, now=NOW)
    return replace(totp, last_step=STEP, last_used_at=NOW, pending_until=None)


def test_a_pending_one_comes_back_equal_and_counts_for_nothing(store: Store, user: User) -> None:
    totp = put(store, a_totp(user))

    assert store.totp.find_pending(user.id, totp.id, now=NOW) == totp
    assert store.totp.list_of(user.id) == []
    assert not store.totp.consume_step(totp.id, step=STEP, now=NOW)
    assert store.totp.remove(user.id, totp.id) is None


def test_a_pending_one_is_found_by_its_user_until_its_very_end(store: Store, user: User) -> None:
    totp = put(store, a_totp(user))
    assert totp.pending_until is not None
    last = totp.pending_until - A_MILLISECOND

    assert store.totp.find_pending("user-lee", totp.id, now=NOW) is None
    assert store.totp.find_pending(user.id, totp.id, now=last) == totp
    assert store.totp.find_pending(user.id, totp.id, now=totp.pending_until) is None
    assert not store.totp.confirm(totp.id, step=STEP, now=totp.pending_until)
    assert store.totp.confirm(totp.id, step=STEP, now=last)


def test_beside_a_new_pending_one_the_newest_of_this_user_stay(store: Store, user: User) -> None:
    other = a_user("lee")
    store.users.add(other)
    counts = add(store, user, "counts")
    put(store, a_totp(other, "of-lee"))
    for age, name in enumerate(("newer", "old", "older"), start=1):
        put(store, a_totp(user, name, created_at=NOW - age * A_MILLISECOND))

    put(store, a_totp(user, "newest"), keep=2)

    assert store.totp.find_pending(other.id, "totp-of-lee", now=NOW) is not None
    pending = [
        name
        for name in ("newest", "newer", "old", "older")
        if store.totp.find_pending(user.id, f"totp-{name}", now=NOW) is not None
    ]
    assert pending == ["newest", "newer", "old"]
    assert store.totp.list_of(user.id) == [counts]


def test_they_are_listed_oldest_first(store: Store, user: User) -> None:
    younger, older = add(store, user, "a", created_at=NOW + A_MILLISECOND), add(store, user, "b")

    assert store.totp.list_of(user.id) == [older, younger]


@pytest.mark.requirement("TP-03")
def test_a_step_is_taken_once_and_none_before_it(store: Store, user: User) -> None:
    totp = add(store, user)
    later = NOW + A_MILLISECOND

    taken = [store.totp.consume_step(totp.id, step=STEP + step, now=later) for step in (0, -1, 2, 2, 1, 3)]

    assert taken == [False, False, True, False, False, True]
    assert store.totp.list_of(user.id) == [replace(totp, last_step=STEP + 3, last_used_at=later)]


@pytest.mark.requirement("TP-03")
@pytest.mark.requirement("RL-02")
def test_of_24_racers_exactly_one_takes_a_step(store: Store, user: User) -> None:
    totp = add(store, user)

    taken = race(24, lambda _: store.totp.consume_step(totp.id, step=STEP + 1, now=NOW))

    assert sum(taken) == 1


@pytest.mark.requirement("TP-03")
def test_of_four_processes_exactly_one_takes_a_step(any_database_url: str) -> None:
    store = open_store(any_database_url)
    owner = a_user()
    store.users.add(owner)
    add(store, owner)
    store.close()

    taken = race_processes(4, _take_step, any_database_url)

    assert sum(taken) == 1


def _take_step(url: str) -> bool:
    store = open_store(url)
    try:
        return store.totp.consume_step("totp-one", step=STEP + 1, now=NOW)
    finally:
        store.close()


def test_of_24_racers_exactly_one_confirms(store: Store, user: User) -> None:
    totp = put(store, a_totp(user))

    confirmed = race(24, lambda _: store.totp.confirm(totp.id, step=STEP, now=NOW))

    assert sum(confirmed) == 1


def test_of_24_racers_exactly_one_removes(store: Store, user: User) -> None:
    totp = add(store, user)
    assert store.totp.remove("user-lee", totp.id) is None

    removed = race(24, lambda _: store.totp.remove(user.id, totp.id))

    assert [each for each in removed if each is not None] == [totp]
    assert store.totp.list_of(user.id) == []


def test_it_goes_with_the_user(store: Store, user: User) -> None:
    totp = add(store, user)

    store.users.delete(user.id, now=NOW)

    assert store.totp.list_of(user.id) == []
    assert not store.totp.consume_step(totp.id, step=STEP + 1, now=NOW)
