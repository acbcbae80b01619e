"""What every TrustedDeviceStore keeps."""

from dataclasses import replace

import pytest

from daemun.features.users.model import User
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MILLISECOND, A_MINUTE, NOW, a_trusted_device, a_user


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


@pytest.mark.parametrize("address", [None, "2001:db8::1"])
def test_a_device_comes_back_equal_by_its_digest(store: Store, user: User, address: str | None) -> None:
    device = a_trusted_device(user, address=address)

    store.trusted_devices.add(device)

    assert store.trusted_devices.find(device.digest, now=NOW) == device
    assert store.trusted_devices.find(b"unknown", now=NOW) is None


def test_trust_is_over_at_the_very_millisecond(store: Store, user: User) -> None:
    device = a_trusted_device(user)
    store.trusted_devices.add(device)
    last = device.expires_at - A_MILLISECOND

    assert store.trusted_devices.find(device.digest, now=last) == device
    assert list(store.trusted_devices.list_of(user.id, now=last)) == [device]
    assert store.trusted_devices.find(device.digest, now=device.expires_at) is None
    assert list(store.trusted_devices.list_of(user.id, now=device.expires_at)) == []


def test_the_time_of_use_is_kept(store: Store, user: User) -> None:
    device = a_trusted_device(user)
    store.trusted_devices.add(device)

    store.trusted_devices.touch(device.id, now=NOW + A_MINUTE)

    assert store.trusted_devices.find(device.digest, now=NOW) == replace(device, last_used_at=NOW + A_MINUTE)


def test_those_of_one_user_are_listed_newest_first(store: Store, user: User) -> None:
    other = a_user("lee")
    store.users.add(other)
    older = a_trusted_device(user, "older")
    newer = a_trusted_device(user, "newer", created_at=NOW + A_MILLISECOND)
    for device in (older, newer, a_trusted_device(other, "of-lee")):
        store.trusted_devices.add(device)

    assert list(store.trusted_devices.list_of(user.id, now=NOW)) == [newer, older]


def test_a_device_is_removed_by_its_user_once(store: Store, user: User) -> None:
    device = a_trusted_device(user)
    store.trusted_devices.add(device)

    assert not store.trusted_devices.remove("user-lee", device.id)
    assert sum(race(24, lambda _: store.trusted_devices.remove(user.id, device.id))) == 1
    assert store.trusted_devices.find(device.digest, now=NOW) is None


def test_all_of_one_user_are_removed(store: Store, user: User) -> None:
    other = a_user("lee")
    store.users.add(other)
    kept = a_trusted_device(other, "of-lee")
    for device in (a_trusted_device(user, "1"), a_trusted_device(user, "2"), kept):
        store.trusted_devices.add(device)

    assert [store.trusted_devices.remove_all(user.id) for _ in range(2)] == [2, 0]
    assert store.trusted_devices.find(kept.digest, now=NOW) == kept


def test_it_goes_with_the_user(store: Store, user: User) -> None:
    device = a_trusted_device(user)
    store.trusted_devices.add(device)

    store.users.delete(user.id, now=NOW)

    assert store.trusted_devices.find(device.digest, now=NOW) is None
