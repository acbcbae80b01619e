"""What every GrantStore keeps."""

from dataclasses import replace

import pytest

from daemun.features.social_login.model import Grant
from daemun.features.users.model import User
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MILLISECOND, A_MINUTE, NOW, a_grant, a_user, an_identity

LATER = NOW + 5 * A_MINUTE


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


def connected(store: Store, user: User, name: str = "one", **fields: object) -> Grant:
    identity = an_identity(user, name)
    assert store.identities.add(identity)
    grant = a_grant(identity, **fields)
    store.provider_grants.keep(grant)
    return grant


def apart(store: Store, user: User, name: str = "one", **fields: object) -> Grant:
    grant = connected(store, user, name, **fields)
    assert store.identities.remove(user.id, grant.id)
    return replace(grant, identity_id=None)


def test_one_comes_back_equal_and_a_newer_one_takes_its_place(store: Store, user: User) -> None:
    grant = connected(store, user, sealed=b"\0\xff")
    assert store.provider_grants.find(grant.id) == grant

    store.provider_grants.keep(replace(grant, sealed=b"newer"))

    assert store.provider_grants.find(grant.id) == replace(grant, sealed=b"newer")
    store.provider_grants.forget(grant.id)
    assert store.provider_grants.find(grant.id) is None


def test_it_is_due_once_its_identity_is_gone_and_not_before(store: Store, user: User) -> None:
    grant = connected(store, user)
    assert store.provider_grants.claim(now=LATER, until=LATER) is None
    assert store.provider_grants.next_try_at() is None

    store.identities.remove(user.id, grant.id)

    assert store.provider_grants.next_try_at() == NOW
    assert store.provider_grants.claim(now=NOW - A_MILLISECOND, until=LATER) is None
    claimed = store.provider_grants.claim(now=NOW, until=LATER)
    assert claimed == replace(grant, identity_id=None, next_try_at=LATER, tries=1)


def test_it_is_due_once_its_user_is_gone(store: Store, user: User) -> None:
    grant = connected(store, user)

    store.users.delete(user.id, now=NOW)

    assert store.provider_grants.find(grant.id) == replace(grant, identity_id=None)


def test_they_are_claimed_in_the_order_in_which_they_became_due(store: Store, user: User) -> None:
    for name, wait in (("second", A_MILLISECOND), ("first", 0 * A_MILLISECOND), ("later", A_MINUTE)):
        apart(store, user, name, next_try_at=NOW + wait)

    claimed = [store.provider_grants.claim(now=NOW + A_MILLISECOND, until=LATER) for _ in range(3)]

    assert [each and each.id for each in claimed] == ["identity-first", "identity-second", None]
    assert store.provider_grants.next_try_at() == NOW + A_MINUTE


def test_a_claim_that_somebody_else_took_over_changes_nothing(store: Store, user: User) -> None:
    apart(store, user)
    slow = store.provider_grants.claim(now=NOW, until=LATER)
    assert slow is not None
    present = store.provider_grants.claim(now=LATER, until=LATER + A_MINUTE)

    assert not store.provider_grants.put_off(slow, until=LATER)
    assert not store.provider_grants.remove(slow)
    assert present is not None
    assert store.provider_grants.find(slow.id) == present
    assert store.provider_grants.put_off(present, until=NOW)
    assert store.provider_grants.next_try_at() == NOW
    assert store.provider_grants.remove(present)
    assert store.provider_grants.find(slow.id) is None


@pytest.mark.requirement("RL-02")
def test_of_24_racers_each_claims_another_one(store: Store, user: User) -> None:
    for number in range(30):
        apart(store, user, str(number))

    claimed = race(24, lambda _: store.provider_grants.claim(now=NOW, until=LATER))
    while (grant := store.provider_grants.claim(now=NOW, until=LATER)) is not None:
        claimed.append(grant)

    taken = [each.id for each in claimed if each is not None]
    assert sorted(taken) == sorted(f"identity-{number}" for number in range(30))


def test_it_is_kept_when_the_rest_of_its_batch_is(store: Store, user: User) -> None:
    def connect_and_fail() -> None:
        connected(store, user)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.batches.in_batch(connect_and_fail)

    assert store.provider_grants.find("identity-one") is None
