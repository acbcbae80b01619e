import pytest
from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

from daemun.features.passwords.argon2id import Argon2id
from daemun.features.passwords.settings import PasswordSettings

PASSWORD = "겨울-바다-norae".encode()


@pytest.mark.parametrize("lanes", [1, 2, 8])
def test_another_implementation_verifies_what_was_hashed_here(lanes: int) -> None:
    stored = Argon2id(PasswordSettings(hash_lanes=lanes)).hash(PASSWORD)

    assert f"$m=19456,t=2,p={lanes}$" in stored
    assert PasswordHasher().verify(stored, PASSWORD)
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(stored, PASSWORD + b" ")


@pytest.mark.parametrize("lanes", [1, 2, 8])
@pytest.mark.parametrize(("salt", "tag"), [(16, 32), (8, 16), (16, 64), (40, 32), (64, 64)])
def test_what_another_implementation_hashed_is_verified_here(lanes: int, salt: int, tag: int) -> None:
    other = PasswordHasher(2, 64, lanes, hash_len=tag, salt_len=salt, type=Type.ID)
    stored = other.hash(PASSWORD)
    ours = Argon2id(PasswordSettings())

    assert ours.verify(stored, PASSWORD)
    assert not ours.verify(stored, PASSWORD + b" ")
    assert not ours.verify(stored, b"")


def test_a_hash_of_another_cost_or_size_is_to_be_renewed() -> None:
    ours = Argon2id(PasswordSettings())

    assert not ours.needs_rehash(ours.hash(PASSWORD))
    for other in (
        PasswordHasher(2, 19_456, 2),
        PasswordHasher(3, 19_456, 1),
        PasswordHasher(2, 19_456, 1, 16),
    ):
        assert ours.needs_rehash(other.hash(PASSWORD))
