import logging
import re
import unicodedata
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import pbkdf2_hmac

import bcrypt
import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from daemun.features.passwords import hasher
from daemun.features.passwords.foreign_hash import hmac_key_id
from daemun.features.passwords.foreign_texts import HashRefused, read_foreign_text
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.settings import PasswordSettings
from tests.features.passwords.foreign_makers import FLASK_SECURITY_SALT, bcrypt_hash, double_hashed

PASSWORD = "correct horse battery staple"
OLD_PEPPER = SecretStr("the old pepper " * 4)
NEW_PEPPER = SecretStr("the new pepper " * 4)
# Salt 00 01 ... 0f; made by the reference implementation.
KNOWN = "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$gYJZtjEAJqjg26xdLmknq8/bB7MiWPrE9hsYuA+SkIU"
PLAIN = Hasher(PasswordSettings())
PEPPERED = Hasher(PasswordSettings(pepper=OLD_PEPPER))
ROTATED = Hasher(PasswordSettings(pepper=NEW_PEPPER, previous_peppers=(OLD_PEPPER,)))


@pytest.fixture(scope="module")
def stored() -> str:
    return PLAIN.hash(PASSWORD)


def decode(part: str) -> bytes:
    return b64decode(part + "=" * (-len(part) % 4))


@pytest.mark.requirement("HS-01", "HS-02", "HS-03")
def test_a_hash_names_its_algorithm_and_cost_and_has_a_salt_and_tag_of_full_size(stored: str) -> None:
    _, algorithm, version, cost, salt, tag = stored.split("$")

    assert (algorithm, version, cost) == ("argon2id", "v=19", "m=19456,t=2,p=1")
    assert len(decode(salt)) == 16
    assert len(decode(tag)) == 32


@pytest.mark.requirement("HS-02")
def test_every_hash_has_its_own_salt() -> None:
    with ThreadPoolExecutor(2) as pool:
        salts = {hashed.split("$")[4] for hashed in pool.map(PLAIN.hash, [PASSWORD] * 100)}

    assert len(salts) == 100


def test_only_the_password_itself_is_right(stored: str) -> None:
    assert PLAIN.verify(stored, PASSWORD)
    for wrong in ("", PASSWORD[:-1], PASSWORD + " ", PASSWORD.title()):
        assert not PLAIN.verify(stored, wrong)


@pytest.mark.requirement("PW-14")
@pytest.mark.parametrize("hasher", [PLAIN, PEPPERED], ids=["plain", "peppered"])
@pytest.mark.parametrize("position", [72, 128, 255])
def test_a_difference_far_behind_decides(hasher: Hasher, position: int) -> None:
    password = "correct horse battery staple " * 9
    other = password[:position] + "X" + password[position + 1 :]

    stored = hasher.hash(password)

    assert hasher.verify(stored, password)
    assert not hasher.verify(stored, other)


def test_a_known_hash_is_verified() -> None:
    assert PLAIN.verify(KNOWN, PASSWORD)


def test_a_hash_of_any_argon2id_implementation_is_verified() -> None:
    foreign = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=4, hash_len=16).hash(PASSWORD)

    assert PLAIN.verify(foreign, PASSWORD)
    assert not PLAIN.verify(foreign, "wrong")


@pytest.mark.requirement("HS-03")
def test_a_hash_of_another_cost_is_to_be_renewed(stored: str) -> None:
    stronger = Hasher(PasswordSettings(hash_passes=3))

    assert not PLAIN.needs_rehash(stored)
    assert stronger.needs_rehash(stored)
    assert stronger.verify(stored, PASSWORD)
    assert PLAIN.needs_rehash(stronger.unknown_user_hash)


# Damaged hashes


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "plain text",
        "$argon2id$",
        "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2E$" + "A" * 43,
        "$argon2id$v=16$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2E$" + "A" * 43,
        "$argon2id$v=19$m=19456,t=2,p=0$c2FsdHNhbHRzYWx0c2E$" + "A" * 43,
        "$argon2id$v=19$m=9999999,t=2,p=1$c2FsdHNhbHRzYWx0c2E$" + "A" * 43,
        "$argon2id$v=19$m=19456,t=9999,p=1$c2FsdHNhbHRzYWx0c2E$" + "A" * 43,
        "$argon2id$v=19$m=4,t=2,p=1$c2FsdHNhbHRzYWx0c2E$" + "A" * 43,
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2F$" + "A" * 43,
        "$2b$12$" + "a" * 53,
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2E$" + "가" * 43,
    ],
)
def test_a_damaged_hash_is_wrong_and_to_be_renewed(damaged: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert not PLAIN.verify(damaged, PASSWORD)

    assert PASSWORD not in caplog.text


def records_of_hasher(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Threads of applications that were tested before may log at the same time."""
    return [record for record in caplog.records if record.name == hasher.__name__]


def test_what_cannot_be_read_is_logged_without_what_it_is(caplog: pytest.LogCaptureFixture) -> None:
    PLAIN.verify("$2b$12$marker", PASSWORD)

    (record,) = records_of_hasher(caplog)
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "a stored password hash is damaged, or its pepper is not in the settings"


@settings(max_examples=40, deadline=None)
@given(
    st.text()
    | st.from_regex(r"\$argon2id\$v=19\$m=[0-9]{1,4},t=[0-9],p=[0-9]\$[A-Za-z0-9+/]{0,30}\$[A-Za-z0-9+/]*")
)
def test_verifying_never_raises(damaged: str) -> None:
    assert PLAIN.verify(damaged, PASSWORD) is False


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=len(KNOWN) - 1), st.characters())
def test_one_changed_character_makes_a_hash_wrong(position: int, character: str) -> None:
    stored = KNOWN[:position] + character + KNOWN[position + 1 :]

    assert stored == KNOWN or not PLAIN.verify(stored, PASSWORD)


# Unknown users


@pytest.mark.requirement("HS-07")
@pytest.mark.parametrize(
    "hasher", [PLAIN, PEPPERED, Hasher(PasswordSettings(hash_memory=12_288, hash_passes=3))]
)
def test_the_hash_of_nobody_costs_what_a_new_hash_costs(hasher: Hasher) -> None:
    def cost(text: str) -> list[str]:
        *cost, salt, tag = text.split("$")
        return [*cost, str(len(salt)), str(len(tag))]

    assert cost(hasher.unknown_user_hash) == cost(hasher.hash(PASSWORD))
    assert not hasher.needs_rehash(hasher.unknown_user_hash)


@pytest.mark.requirement("HS-07")
def test_no_password_is_right_for_nobody(caplog: pytest.LogCaptureFixture) -> None:
    for password in ("", PASSWORD, "\0" * 32):
        assert not PLAIN.verify(PLAIN.unknown_user_hash, password)

    assert records_of_hasher(caplog) == []


# Pepper


@pytest.mark.requirement("HS-04")
def test_a_peppered_hash_is_worth_nothing_without_its_pepper(stored: str) -> None:
    peppered = PEPPERED.hash(PASSWORD)

    assert PEPPERED.verify(peppered, PASSWORD)
    assert not PLAIN.verify(peppered, PASSWORD)
    assert not PLAIN.verify(peppered[peppered.index("$argon2id") :], PASSWORD)
    assert not Hasher(PasswordSettings(pepper=NEW_PEPPER)).verify(peppered, PASSWORD)


@pytest.mark.requirement("HS-04")
def test_a_peppered_hash_names_its_pepper_and_does_not_tell_it() -> None:
    peppered = PEPPERED.hash(PASSWORD)

    assert re.fullmatch(r"\$daemun-pepper\$[0-9a-f]{16}\$argon2id\$.+", peppered)
    assert OLD_PEPPER.get_secret_value() not in peppered
    assert len(peppered) <= 255


@pytest.mark.requirement("HS-04")
def test_during_a_rotation_old_and_new_users_log_in(stored: str) -> None:
    old = PEPPERED.hash(PASSWORD)
    new = ROTATED.hash(PASSWORD)

    assert ROTATED.verify(old, PASSWORD)
    assert ROTATED.verify(new, PASSWORD)
    assert ROTATED.verify(stored, PASSWORD)
    assert ROTATED.needs_rehash(old)
    assert ROTATED.needs_rehash(stored)
    assert not ROTATED.needs_rehash(new)


@pytest.mark.requirement("HS-04")
def test_a_pepper_can_be_given_up_again() -> None:
    given_up = Hasher(PasswordSettings(previous_peppers=(OLD_PEPPER,)))
    peppered = PEPPERED.hash(PASSWORD)

    assert given_up.verify(peppered, PASSWORD)
    assert given_up.needs_rehash(peppered)
    assert given_up.hash(PASSWORD).startswith("$argon2id$")


@pytest.mark.requirement("HS-03", "HS-04", "HS-07")
@pytest.mark.parametrize(
    ("settings", "start"),
    [
        (PasswordSettings(), "$argon2id$v=19$m=19456,t=2,p=1$"),
        (PasswordSettings(hash_memory=12_288, hash_passes=3), "$argon2id$v=19$m=12288,t=3,p=1$"),
        (PasswordSettings(pepper=NEW_PEPPER, previous_peppers=(OLD_PEPPER,)), "$daemun-pepper$"),
    ],
    ids=["plain", "of another cost", "peppered"],
)
def test_every_process_with_the_same_settings_knows_a_hash_and_keeps_it(
    settings: PasswordSettings, start: str, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = Hasher(settings), Hasher(settings)

    hashed = one.hash(PASSWORD)

    assert hashed.startswith(start)
    assert other.verify(hashed, PASSWORD)
    assert not other.needs_rehash(hashed)
    nobody = other.unknown_user_hash
    assert nobody.rsplit("$", 2)[0] == hashed.rsplit("$", 2)[0]
    assert not other.verify(nobody, PASSWORD)
    assert records_of_hasher(caplog) == []


# Hashes from elsewhere


def test_a_hash_of_ours_is_adopted_as_it_is(stored: str) -> None:
    adopted = PLAIN.adopt(stored)

    assert (adopted.stored, adopted.is_weak) == (stored, False)


@pytest.mark.requirement("HS-05", "HS-08")
@pytest.mark.parametrize(
    ("cost", "is_bearable"),
    [
        ("m=1048576,t=16,p=8", True),
        ("m=1048576,t=17,p=1", False),
        ("m=1048577,t=1,p=1", False),
        ("m=64,t=2,p=8", True),
        ("m=64,t=2,p=9", False),
        ("m=64,t=2,p=0", False),
    ],
)
def test_a_hash_of_ours_is_adopted_up_to_the_costs_that_settings_allow(cost: str, is_bearable: bool) -> None:
    text = KNOWN.replace("m=19456,t=2,p=1", cost)

    if is_bearable:
        assert PLAIN.adopt(text).stored == text
    else:
        with pytest.raises(HashRefused) as refused:
            PLAIN.adopt(text)
        assert refused.value.code == "costly_hash"


def test_a_hash_under_a_pepper_that_is_not_here_is_not_adopted() -> None:
    with pytest.raises(HashRefused) as refused:
        PLAIN.adopt(PEPPERED.hash(PASSWORD))

    assert refused.value.code == "unknown_pepper"


def test_a_foreign_hash_is_adopted_in_a_form_that_verifies_and_says_whether_it_is_weak() -> None:
    strong = PLAIN.adopt("pbkdf2_sha256$1000000$saltsalt$" + _django_digest(1_000_000))
    weak = PLAIN.adopt("pbkdf2_sha256$1000$saltsalt$" + _django_digest(1000))

    assert (strong.is_weak, weak.is_weak) == (False, True)
    assert PLAIN.verify(strong.stored, PASSWORD, typed=PASSWORD)
    assert PLAIN.verify(weak.stored, PASSWORD, typed=PASSWORD)
    assert not PLAIN.verify(weak.stored, PASSWORD + "x", typed=PASSWORD + "x")


@pytest.mark.requirement("HS-05")
def test_a_hash_of_flask_security_is_known_where_its_salt_is_in_the_settings() -> None:
    key = SecretStr(FLASK_SECURITY_SALT)
    made = bcrypt.hashpw(double_hashed(PASSWORD)[:72], bcrypt.gensalt(4)).decode()
    text = str(replace(read_foreign_text(made), hmac_key=hmac_key_id(key)))
    salted, without = Hasher(PasswordSettings(flask_security_salt=key)), Hasher(PasswordSettings())

    adopted = salted.adopt(text)

    assert (adopted.stored, adopted.is_weak) == (text, True)
    assert salted.verify(text, PASSWORD)
    assert not salted.verify(text, PASSWORD + "!")
    assert not without.verify(text, PASSWORD)
    with pytest.raises(HashRefused) as refused:
        without.adopt(text)
    assert refused.value.code == "unknown_pepper"


@pytest.mark.requirement("HS-05", "PW-05")
def test_a_foreign_hash_of_a_password_as_it_was_typed_is_known() -> None:
    password = "조용한-harbour"
    typed = unicodedata.normalize("NFD", password)
    of_typed, of_normal = (PLAIN.adopt(bcrypt_hash(form)).stored for form in (typed, password))

    assert PLAIN.verify(of_typed, password, typed=typed)
    assert not PLAIN.verify(of_typed, password)
    assert PLAIN.verify(of_normal, password, typed=typed)
    assert PLAIN.verify(of_normal, password)
    assert PLAIN.needs_rehash(of_normal)


def _django_digest(rounds: int) -> str:
    return b64encode(pbkdf2_hmac("sha256", PASSWORD.encode(), b"saltsalt", rounds)).decode()
