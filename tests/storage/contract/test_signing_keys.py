"""What every SigningKeyStore keeps."""

from dataclasses import replace

from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MINUTE, NOW, a_key


def test_keys_come_back_equal_and_by_number(store: Store) -> None:
    keys = [a_key(10), a_key(2), a_key(1)]
    for key in keys:
        assert store.signing_keys.add(key)

    assert store.signing_keys.list_keys() == keys[::-1]


def test_there_are_no_keys_at_first(store: Store) -> None:
    assert store.signing_keys.list_keys() == []


def test_a_taken_number_or_id_is_refused(store: Store) -> None:
    store.signing_keys.add(a_key(1))

    assert not store.signing_keys.add(a_key(1, id="other"))
    assert not store.signing_keys.add(a_key(2, id="key-1"))
    assert store.signing_keys.list_keys() == [a_key(1)]


def test_of_24_racers_exactly_one_makes_the_next_key(store: Store) -> None:
    outcomes = race(24, lambda n: store.signing_keys.add(a_key(1, id=f"made by {n}")))

    assert outcomes.count(True) == 1
    assert [key.id for key in store.signing_keys.list_keys()] == [f"made by {outcomes.index(True)}"]


def test_a_removed_key_keeps_its_number_and_loses_its_private_half(store: Store) -> None:
    store.signing_keys.add(a_key(1))

    assert store.signing_keys.remove("key-1", now=NOW + A_MINUTE)
    assert not store.signing_keys.remove("key-1", now=NOW + A_MINUTE)
    assert not store.signing_keys.remove("unknown", now=NOW)
    assert store.signing_keys.list_keys() == [a_key(1, removed_at=NOW + A_MINUTE, sealed_private_key=b"")]
    assert not store.signing_keys.add(replace(a_key(1), id="other"))
