"""What every IdentityStore keeps."""

from dataclasses import replace

import pytest

from daemun.features.users.model import User
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MILLISECOND, NOW, a_user, an_identity


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


def test_one_comes_back_equal_by_issuer_and_subject(store: Store, user: User) -> None:
    identity = an_identity(user)

    assert store.identities.add(identity)

    assert store.identities.find(identity.issuer, identity.subject) == identity
    assert store.identities.find("https://other.example", identity.subject) is None
    assert store.identities.find(identity.issuer, identity.subject.upper()) is None
    assert store.identities.find(identity.issuer.upper(), identity.subject) is None


@pytest.mark.requirement("AC-09")
def test_one_subject_of_one_issuer_is_one_users(store: Store, user: User) -> None:
    other = a_user("lee")
    store.users.add(other)
    identity = an_identity(user)
    assert store.identities.add(identity)

    assert not store.identities.add(an_identity(other, "two", subject=identity.subject))
    assert not store.identities.add(an_identity(user, "two", subject=identity.subject))
    assert store.identities.add(
        an_identity(other, "two", subject=identity.subject, issuer="https://b.example")
    )
    assert store.identities.find(identity.issuer, identity.subject) == identity


def test_an_address_that_a_database_cannot_keep_is_kept_as_near_as_can_be(store: Store, user: User) -> None:
    identity = an_identity(user, email="minsu\0@example.kr")

    assert store.identities.add(identity)

    assert store.identities.list_of(user.id) == [replace(identity, email="minsu\ufffd@example.kr")]


def test_they_are_listed_oldest_first(store: Store, user: User) -> None:
    younger, older = an_identity(user, "a", created_at=NOW + A_MILLISECOND), an_identity(user, "b")
    for identity in (younger, older):
        store.identities.add(identity)

    assert store.identities.list_of(user.id) == [older, younger]
    assert store.identities.list_of("user-lee") == []


def test_a_use_is_noted(store: Store, user: User) -> None:
    identity = an_identity(user)
    store.identities.add(identity)

    assert store.identities.use(identity.id, now=NOW + A_MILLISECOND)
    assert not store.identities.use("identity-two", now=NOW)
    assert store.identities.list_of(user.id) == [replace(identity, last_used_at=NOW + A_MILLISECOND)]


@pytest.mark.requirement("RL-02")
def test_of_24_racers_exactly_one_adds(store: Store, user: User) -> None:
    added = race(24, lambda n: store.identities.add(an_identity(user, str(n), subject="one")))

    assert sum(added) == 1


def test_of_24_racers_exactly_one_removes(store: Store, user: User) -> None:
    identity = an_identity(user)
    store.identities.add(identity)
    assert store.identities.remove("user-lee", identity.id) is None

    removed = race(24, lambda _: store.identities.remove(user.id, identity.id))

    assert [each for each in removed if each is not None] == [identity]


def test_it_goes_with_the_user(store: Store, user: User) -> None:
    identity = an_identity(user)
    store.identities.add(identity)

    store.users.delete(user.id, now=NOW)

    assert store.identities.find(identity.issuer, identity.subject) is None
