"""What hashes of other products could tell or cost."""

import time

import pytest

from daemun.composition.services import Services
from daemun.features.passwords.foreign_hash import ForeignHash, Scheme
from daemun.features.passwords.foreign_texts import HashRefused
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.model import StoredPassword
from daemun.features.passwords.settings import PasswordSettings
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from tests.builders import add_user, an_installation
from tests.features.passwords.foreign_makers import FLASK_SECURITY_SALT, bcrypt_hash

PASSWORD = "wide-otter-lamp-42-river"
HUGE = str(ForeignHash(Scheme.SCRYPT, (2**30, 8, 1), b"salt", bytes(32)))
ENDLESS = str(ForeignHash(Scheme.PBKDF2_SHA256, (4_000_000_000,), b"salt", bytes(32)))


def seconds(services: Services, user_id: str | None, subject: str) -> float:
    """Of the processor, by all threads of this process: other work on the machine hardly counts."""
    with services.hash_gate.admit() as slot:
        began = time.process_time()
        services.passwords.verify(user_id, "wrong-" + PASSWORD, slot, subject=subject)
        return time.process_time() - began


@pytest.mark.requirement("HS-07", "EN-02")
def test_an_unknown_name_takes_as_long_as_a_user_whose_hash_is_dearer_than_ours(
    frozen_clock: FrozenClock,
) -> None:
    services = an_installation(open_store("sqlite://"), frozen_clock)
    user = add_user(services)
    stored = services.passwords.hash(PASSWORD)
    ours = min(seconds(services, None, f"?name:nobody{number}") for number in range(3))
    dear = Hasher(PasswordSettings()).adopt(bcrypt_hash(PASSWORD, rounds=12)).stored
    services.store.passwords.add(StoredPassword(user.id, dear, frozen_clock.now()))

    known = min(seconds(services, user.id, "") for _ in range(3))
    unknown = min(seconds(services, None, f"?name:nobody{number}") for number in range(3))

    assert stored.startswith("$argon2id$")
    assert known > 2 * ours
    assert 0.5 < unknown / known < 2
    services.close()


@pytest.mark.requirement("HS-05", "HS-08")
@pytest.mark.parametrize("text", [HUGE, ENDLESS])
def test_a_stored_hash_that_would_cost_minutes_or_gigabytes_is_not_computed(text: str) -> None:
    hasher = Hasher(PasswordSettings())

    began = time.process_time()
    is_right = hasher.verify(text, PASSWORD)

    assert not is_right
    assert time.process_time() - began < 5
    with pytest.raises(HashRefused):
        hasher.adopt(text)


def test_a_hash_made_with_a_salt_that_is_not_in_the_settings_is_refused_and_never_right() -> None:
    salted = Hasher(PasswordSettings(flask_security_salt=FLASK_SECURITY_SALT))
    plain = Hasher(PasswordSettings())
    read = ForeignHash(Scheme.PBKDF2_SHA256, (1000,), b"salt", bytes(32), hmac_key="0123456789abcdef")

    for hasher in (salted, plain):
        with pytest.raises(HashRefused) as refused:
            hasher.adopt(str(read))
        assert refused.value.code == "unknown_pepper"
        assert not hasher.verify(str(read), PASSWORD)


def test_our_own_hashes_are_adopted_as_they_are_while_their_pepper_is_known() -> None:
    peppered = Hasher(PasswordSettings(pepper="yPq0Zk3nE7uW5sT1vR9xB2mC4dF6gH8jK0lA3zS5wQ7"))
    plain = Hasher(PasswordSettings())
    text = peppered.hash(PASSWORD)

    assert peppered.adopt(text).stored == text
    with pytest.raises(HashRefused) as refused:
        plain.adopt(text)
    assert refused.value.code == "unknown_pepper"
    assert plain.adopt(plain.hash(PASSWORD)).stored.startswith("$argon2id$")
