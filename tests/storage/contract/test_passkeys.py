"""What every PasskeyStore keeps."""

from dataclasses import replace

import pytest

from daemun.features.users.model import User
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MINUTE, NOW, a_passkey, a_user


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


def test_a_passkey_comes_back_equal(store: Store, user: User) -> None:
    passkey = a_passkey(user, sign_count=2**32 - 1, last_used_at=NOW)

    assert store.passkeys.add(passkey)

    assert store.passkeys.find(passkey.credential_id) == passkey
    assert store.passkeys.find(passkey.credential_id + b"\0") is None


@pytest.mark.requirement("WA-05")
def test_a_credential_belongs_to_who_brought_it_first(store: Store, user: User) -> None:
    other = a_user("lee")
    store.users.add(other)
    passkey = a_passkey(user)
    store.passkeys.add(passkey)

    assert not store.passkeys.add(replace(passkey, id="another", user_id=other.id))

    assert store.passkeys.find(passkey.credential_id) == passkey
    assert not store.passkeys.has(other.id)


def test_of_24_racers_with_one_credential_exactly_one_keeps_it(store: Store, user: User) -> None:
    kept = race(24, lambda number: store.passkeys.add(a_passkey(user, id=f"passkey-{number}")))

    assert sum(kept) == 1


def test_the_passkeys_of_a_user_come_oldest_first(store: Store, user: User) -> None:
    other = a_user("lee")
    store.users.add(other)
    later = a_passkey(user, "later", created_at=NOW + A_MINUTE)
    first = a_passkey(user, "first")
    for passkey in (later, first, a_passkey(other, "of-lee")):
        store.passkeys.add(passkey)

    assert list(store.passkeys.list_of(user.id)) == [first, later]
    assert store.passkeys.list_of("nobody") == []
    assert store.passkeys.has(user.id)
    assert not store.passkeys.has("nobody")


def test_only_the_owner_renames_and_removes(store: Store, user: User) -> None:
    passkey = a_passkey(user)
    store.passkeys.add(passkey)

    assert store.passkeys.rename(passkey.id, "전화기", user_id="lee") is None
    assert store.passkeys.rename(passkey.id, "전화기", user_id=user.id) == replace(passkey, name="전화기")
    assert store.passkeys.remove(passkey.id, user_id="lee") is None
    assert store.passkeys.remove(passkey.id, user_id=user.id) == replace(passkey, name="전화기")
    assert store.passkeys.remove(passkey.id, user_id=user.id) is None


@pytest.mark.requirement("WA-08")
@pytest.mark.parametrize(
    ("stored", "sent", "is_used"),
    [
        (0, 0, True),
        (0, 1, True),
        (7, 8, True),
        (7, 2**32 - 1, True),
        (7, 7, False),
        (7, 6, False),
        (7, 0, False),
    ],
)
def test_a_counter_grows_or_stays_at_zero(
    store: Store, user: User, stored: int, sent: int, is_used: bool
) -> None:
    passkey = a_passkey(user, sign_count=stored)
    store.passkeys.add(passkey)
    now = NOW + A_MINUTE

    assert store.passkeys.use(passkey.id, sign_count=sent, is_backed_up=False, now=now) == is_used

    used = replace(passkey, sign_count=sent, is_backed_up=False, last_used_at=now)
    assert store.passkeys.find(passkey.credential_id) == (used if is_used else passkey)


def test_a_passkey_that_is_gone_is_not_used(store: Store, user: User) -> None:
    assert not store.passkeys.use("gone", sign_count=1, is_backed_up=False, now=NOW)


def test_of_24_racers_with_one_count_exactly_one_uses_it(store: Store, user: User) -> None:
    passkey = a_passkey(user, sign_count=7)
    store.passkeys.add(passkey)

    used = race(24, lambda _: store.passkeys.use(passkey.id, sign_count=8, is_backed_up=True, now=NOW))

    assert sum(used) == 1


def test_passkeys_go_with_the_user(store: Store, user: User) -> None:
    passkey = a_passkey(user)
    store.passkeys.add(passkey)

    store.users.delete(user.id, now=NOW)

    assert store.passkeys.find(passkey.credential_id) is None
