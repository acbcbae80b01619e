"""What every PasswordStore keeps."""

from dataclasses import replace

import pytest

from daemun.features.users.model import User
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MILLISECOND, A_MINUTE, NOW, a_password, a_user

OLD = "$argon2id$v=19$first"
LATER = NOW + A_MINUTE


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


@pytest.mark.parametrize("must_change", [True, False])
def test_a_password_comes_back_equal(store: Store, user: User, must_change: bool) -> None:
    password = a_password(user, must_change=must_change)

    store.passwords.add(password)

    assert store.passwords.find(user.id) == password


def test_an_absent_password_is_none(store: Store, user: User) -> None:
    assert store.passwords.find(user.id) is None


def test_a_new_password_replaces_the_one_that_was_seen(store: Store, user: User) -> None:
    store.passwords.add(a_password(user))

    first = store.passwords.replace(user.id, seen_hash=OLD, hash="new", now=LATER)
    late = store.passwords.replace(user.id, seen_hash=OLD, hash="late", now=LATER)

    assert (first, late) == (True, False)
    assert store.passwords.find(user.id) == a_password(user, hash="new", changed_at=LATER, must_change=False)


def test_a_better_hash_changes_nothing_else(store: Store, user: User) -> None:
    store.passwords.add(a_password(user))

    first = store.passwords.rehash(user.id, seen_hash=OLD, hash="better")
    late = store.passwords.rehash(user.id, seen_hash=OLD, hash="late")

    assert (first, late) == (True, False)
    assert store.passwords.find(user.id) == replace(a_password(user), hash="better")


def test_of_24_racers_exactly_one_sets_a_new_password(store: Store, user: User) -> None:
    store.passwords.add(a_password(user))

    outcomes = race(24, lambda n: store.passwords.replace(user.id, seen_hash=OLD, hash=f"by {n}", now=LATER))

    assert outcomes.count(True) == 1
    assert store.passwords.find(user.id) == a_password(
        user, hash=f"by {outcomes.index(True)}", changed_at=LATER, must_change=False
    )


def test_a_change_can_be_demanded_of_who_has_a_password(store: Store, user: User) -> None:
    store.passwords.add(a_password(user, must_change=False))

    assert store.passwords.demand_change(user.id)
    assert store.passwords.demand_change(user.id)
    assert store.passwords.find(user.id) == a_password(user, must_change=True)
    assert not store.passwords.demand_change("nobody")


def test_a_password_is_removed_once(store: Store, user: User) -> None:
    store.passwords.add(a_password(user))

    assert store.passwords.remove(user.id)
    assert not store.passwords.remove(user.id)
    assert store.passwords.find(user.id) is None


@pytest.mark.requirement("PW-17", "RL-02")
def test_of_24_racers_exactly_one_uses_up_a_generated_password(store: Store, user: User) -> None:
    password = a_password(user, expires_at=LATER)
    store.passwords.add(password)

    outcomes = race(24, lambda _: store.passwords.spend(password, now=NOW))

    assert outcomes.count(True) == 1
    assert store.passwords.find(user.id) == replace(password, used_at=NOW)


@pytest.mark.requirement("PW-17")
def test_a_generated_password_is_over_exactly_at_its_end(store: Store, user: User) -> None:
    password = a_password(user, expires_at=LATER)
    store.passwords.add(password)

    assert not store.passwords.spend(password, now=LATER)
    assert not store.passwords.spend(replace(password, hash="another"), now=NOW)
    assert store.passwords.spend(password, now=LATER - A_MILLISECOND)


def test_a_password_of_the_owner_is_never_used_up(store: Store, user: User) -> None:
    store.passwords.add(a_password(user))

    assert not store.passwords.spend(a_password(user), now=NOW)


def test_a_new_password_is_not_a_generated_one(store: Store, user: User) -> None:
    password = a_password(user, expires_at=LATER)
    store.passwords.add(password)
    store.passwords.spend(password, now=NOW)

    store.passwords.replace(user.id, seen_hash=OLD, hash="new", now=LATER)

    assert store.passwords.find(user.id) == a_password(user, hash="new", changed_at=LATER, must_change=False)


def test_a_password_is_held_as_it_is(store: Store, user: User) -> None:
    password = a_password(user)
    store.passwords.add(password)

    with store.batches.batch():
        held = store.passwords.hold(user.id)

    assert held == password
    assert store.passwords.hold("nobody") is None


def test_racers_that_hold_a_password_and_write_it_wait_for_each_other(store: Store, user: User) -> None:
    password = a_password(user)
    store.passwords.add(password)

    def log_in(number: int) -> bool:
        better = f"better {number}"
        return store.batches.in_batch(
            lambda: (
                store.passwords.hold(user.id) is not None
                and store.passwords.rehash(user.id, seen_hash=OLD, hash=better)
            )
        )

    assert race(8, log_in).count(True) == 1


def test_a_password_is_set_whatever_was_there(store: Store) -> None:
    user = a_user()
    store.users.add(user)
    first, second = a_password(user), a_password(user, hash="$argon2id$v=19$second", must_change=False)

    store.passwords.set(first)
    assert store.passwords.find(user.id) == first
    store.passwords.set(second)
    assert store.passwords.find(user.id) == second
