"""What every RecoveryCodeStore keeps."""

import pytest

from daemun.features.recovery_codes.model import StoredRecoveryCode
from daemun.features.users.model import User
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from tests.storage.racing import race, race_processes
from tests.storage.records import NOW, a_recovery_code, a_user


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


def a_set(user: User, name: str = "one") -> list[StoredRecoveryCode]:
    return [a_recovery_code(user, number, hash=f"{name}-{number}") for number in range(10)]


def hashes(store: Store, user: User) -> list[str]:
    found = [store.recovery_codes.find(user.id, f"AAA{number}") for number in range(10)]
    return [code.hash for code in found if code is not None]


def test_a_set_comes_back_equal_by_user_and_label(store: Store, user: User) -> None:
    codes = a_set(user)

    store.recovery_codes.put(codes)

    assert [store.recovery_codes.find(user.id, code.label) for code in codes] == codes
    assert store.recovery_codes.find("user-lee", "AAA0") is None
    assert store.recovery_codes.find(user.id, "AAAA") is None
    assert store.recovery_codes.count(user.id) == 10
    assert store.recovery_codes.count("user-lee") == 0


@pytest.mark.requirement("RV-01")
def test_a_code_is_spent_once(store: Store, user: User) -> None:
    first, second, *_ = codes = a_set(user)
    store.recovery_codes.put(codes)

    assert [store.recovery_codes.spend(code) for code in (first, first, second)] == [True, False, True]

    assert store.recovery_codes.find(user.id, first.label) is None
    assert store.recovery_codes.count(user.id) == 8


@pytest.mark.requirement("RV-01")
def test_a_new_set_voids_the_old(store: Store, user: User) -> None:
    old = a_set(user, "old")
    store.recovery_codes.put(old)
    store.recovery_codes.spend(old[3])

    store.recovery_codes.put(a_set(user, "new"))

    assert hashes(store, user) == [f"new-{number}" for number in range(10)]
    assert not store.recovery_codes.spend(old[0])
    assert store.recovery_codes.count(user.id) == 10


@pytest.mark.requirement("RV-01")
@pytest.mark.requirement("RL-02")
def test_of_24_racers_exactly_one_spends_a_code(store: Store, user: User) -> None:
    codes = a_set(user)
    store.recovery_codes.put(codes)

    spent = race(24, lambda _: store.recovery_codes.spend(codes[0]))

    assert sum(spent) == 1


@pytest.mark.requirement("RV-01")
def test_of_four_processes_exactly_one_spends_a_code(any_database_url: str) -> None:
    store = open_store(any_database_url)
    owner = a_user()
    store.users.add(owner)
    store.recovery_codes.put(a_set(owner))
    store.close()

    assert sum(race_processes(4, _spend, any_database_url)) == 1


def _spend(url: str) -> bool:
    store = open_store(url)
    try:
        return store.recovery_codes.spend(a_set(a_user())[0])
    finally:
        store.close()


def test_of_racing_sets_one_whole_one_stays(store: Store, user: User) -> None:
    race(8, lambda number: store.recovery_codes.put(a_set(user, f"set{number}")))

    assert len({text.partition("-")[0] for text in hashes(store, user)}) == 1
    assert store.recovery_codes.count(user.id) == 10


def test_all_of_one_user_are_removed(store: Store, user: User) -> None:
    other = a_user("lee")
    store.users.add(other)
    store.recovery_codes.put(a_set(user))
    store.recovery_codes.put(a_set(other))

    assert [store.recovery_codes.remove_all(user.id) for _ in range(2)] == [10, 0]
    assert store.recovery_codes.count(other.id) == 10


def test_they_go_with_the_user(store: Store, user: User) -> None:
    store.recovery_codes.put(a_set(user))

    store.users.delete(user.id, now=NOW)

    assert store.recovery_codes.count(user.id) == 0
