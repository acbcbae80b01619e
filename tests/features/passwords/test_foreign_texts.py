import string
from base64 import b64decode

import pytest
from werkzeug.security import generate_password_hash

from daemun.features.passwords.foreign_hash import read_foreign_hash
from daemun.features.passwords.foreign_texts import HashRefused, read_foreign_text
from tests.features.passwords.foreign_makers import MAKERS, bcrypt_hash

PASSWORD = "봄비-quiet-harbour"
TAG = "A" * 43
BCRYPT = "$2b$12$" + "a" * 53


@pytest.mark.requirement("HS-05")
@pytest.mark.parametrize("kind", MAKERS)
def test_a_hash_of_another_product_knows_its_password(kind: str) -> None:
    read = read_foreign_text(MAKERS[kind](PASSWORD))

    assert read.is_of(PASSWORD, typed=PASSWORD, hmac_keys={})
    assert not read.is_of(PASSWORD + "x", typed=PASSWORD + "x", hmac_keys={})
    assert not read.is_of("", typed="", hmac_keys={})


@pytest.mark.parametrize("kind", MAKERS)
def test_what_was_read_is_written_in_one_form_that_is_read_again(kind: str) -> None:
    read = read_foreign_text(MAKERS[kind](PASSWORD))

    assert read_foreign_hash(str(read)) == read
    assert read_foreign_text(str(read)) == read


@pytest.mark.requirement("HS-05")
def test_a_hash_at_the_default_cost_of_werkzeug_knows_its_password() -> None:
    read = read_foreign_text(generate_password_hash(PASSWORD))

    assert read.is_of(PASSWORD, typed=PASSWORD, hmac_keys={})
    assert not read.is_weak


def test_every_digit_of_base64_counts_where_salt_and_tag_end() -> None:
    for digit in string.ascii_letters + string.digits + "+/":
        salt, tag = "c2FsdHNhbHR" + digit, TAG + digit

        read = read_foreign_text(f"$pbkdf2-sha512$210000${salt}${tag}")

        assert (read.salt, read.tag) == (b64decode(salt), b64decode(tag))


def refusal(text: str) -> str:
    with pytest.raises(HashRefused) as refused:
        read_foreign_text(text)
    assert text[:20] not in repr(refused.value) or not text
    assert str(refused.value) == refused.value.code
    return refused.value.code


@pytest.mark.requirement("HS-05")
@pytest.mark.parametrize(
    "text",
    [
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
        "sha1$salt$5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
        "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
        "unsalted_md5$5f4dcc3b5aa765d61d8327deb882cf99",
        "pbkdf2_sha1$1300000$salt$" + "A" * 27 + "=",
        "pbkdf2:sha1:1300000$salt$" + "ab" * 20,
        "$pbkdf2$131000$c2FsdA$" + "A" * 27,
        "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
        "{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr",
        "plain:secret",
        "sha256$salt$" + "ab" * 32,
    ],
)
def test_md5_sha1_and_plain_text_are_refused(text: str) -> None:
    assert refusal(text) == "unsafe_hash"


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "$2x$12$" + "a" * 53,
        "$2b$12$" + "a" * 52,
        "pbkdf2:sha256$salt$" + "ab" * 32,
        "$argon2id$v=19$",
        "$",
        "x" * 3000,
        "\0",
        "\ud800",
        "pbkdf2_sha256$600000$salt$A",
        "scrypt:32768:8:1$salt$abc",
    ],
)
def test_what_is_no_hash_is_refused(text: str) -> None:
    assert refusal(text) == "unknown_hash"


@pytest.mark.requirement("HS-05")
@pytest.mark.parametrize(
    "text",
    [
        BCRYPT.replace("$12$", "$31$"),
        BCRYPT.replace("$12$", "$03$"),
        f"pbkdf2_sha256$999999999$salt${TAG}=",
        f"pbkdf2_sha256$0$salt${TAG}=",
        "pbkdf2:sha256:600000$salt$ab",
        f"scrypt$536870912$salt$8$1${TAG}=",
        f"scrypt$16383$salt$8$1${TAG}=",
        f"scrypt$16384$salt$8$999${TAG}=",
        f"$scrypt$ln=99,r=8,p=1$c2FsdHNhbHQ${TAG}",
        f"$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ${TAG}",
        f"$argon2id$v=19$m=65536,t=9999,p=1$c2FsdHNhbHQ${TAG}",
        f"$argon2id$v=19$m=64,t=1,p=9$c2FsdHNhbHQ${TAG}",
        f"$argon2id$v=18$m=64,t=1,p=1$c2FsdHNhbHQ${TAG}",
    ],
)
def test_costs_that_would_hold_up_a_server_are_refused(text: str) -> None:
    assert refusal(text) == "costly_hash"


@pytest.mark.requirement("HS-05")
@pytest.mark.parametrize(
    ("enough", "weak"),
    [
        (BCRYPT.replace("$12$", "$10$"), BCRYPT.replace("$12$", "$09$")),
        (f"pbkdf2_sha256$600000$salt${TAG}=", f"pbkdf2_sha256$599999$salt${TAG}="),
        (f"$pbkdf2-sha512$210000$c2FsdA${TAG}", f"$pbkdf2-sha512$209999$c2FsdA${TAG}"),
        (f"scrypt$16384$salt$8$1${TAG}=", f"scrypt$8192$salt$8$1${TAG}="),
        (
            f"$argon2id$v=19$m=7168,t=5,p=1$c2FsdHNhbHQ${TAG}",
            f"$argon2id$v=19$m=7168,t=4,p=1$c2FsdHNhbHQ${TAG}",
        ),
    ],
)
def test_what_is_cheaper_to_guess_than_allowed_is_weak(enough: str, weak: str) -> None:
    assert not read_foreign_text(enough).is_weak
    assert read_foreign_text(weak).is_weak


@pytest.mark.requirement("HS-06")
def test_bcrypt_never_cuts_a_password() -> None:
    seen, unseen = "한" * 24, "한" * 24 + "!"
    assert (len(seen.encode()), len(unseen.encode())) == (72, 73)
    read = read_foreign_text(bcrypt_hash(seen))

    assert read.is_of(seen, typed=seen, hmac_keys={})
    assert not read.is_of(unseen, typed=unseen, hmac_keys={})
