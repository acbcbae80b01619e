import unicodedata
from base64 import b64decode
from dataclasses import replace

import bcrypt
import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from daemun.features.passwords.foreign_hash import (
    ForeignHash,
    Scheme,
    hmac_key_id,
    key_stream,
    read_foreign_hash,
)
from daemun.features.passwords.foreign_texts import read_foreign_text
from tests.features.passwords.foreign_makers import FLASK_SECURITY_SALT, bcrypt_hash, double_hashed

PASSWORD = "봄비-quiet-harbour"
KEY = SecretStr(FLASK_SECURITY_SALT)
KEYS = {hmac_key_id(KEY): KEY}


def is_of(read: ForeignHash, password: str, typed: str | None = None) -> bool:
    return read.is_of(password, typed=typed or password, hmac_keys=KEYS)


@pytest.mark.requirement("HS-05")
def test_the_public_sample_of_firebase_is_recognized() -> None:
    signer_key = b64decode(
        "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=="
    )
    made = b64decode(
        "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="
    )
    tag = bytes(one ^ other for one, other in zip(made, signer_key, strict=True))
    salt = b64decode("42xEC+ixf3L2lw==") + b64decode("Bw==")

    sample = ForeignHash(Scheme.FIREBASE_SCRYPT, (2**14, 8, 1), salt, tag)

    assert is_of(sample, "user1password")
    assert not is_of(sample, "user1passwore")
    assert not sample.is_weak


def test_the_key_stream_is_aes_256_in_counter_mode() -> None:
    # NIST's AESAVS, all-zero key and counter block.
    assert key_stream(bytes(32), 16).hex() == "dc95c078a2408989ad48a21492842087"


@pytest.mark.requirement("HS-05")
@pytest.mark.parametrize("kind", ["bcrypt", "argon2"])
def test_a_password_that_flask_security_hashed_twice_is_recognized(kind: str) -> None:
    inner = double_hashed(PASSWORD)
    text = (
        bcrypt.hashpw(inner[:72], bcrypt.gensalt(4)).decode()
        if kind == "bcrypt"
        else PasswordHasher(memory_cost=64, time_cost=1).hash(inner)
    )
    read = replace(read_foreign_text(text), hmac_key=hmac_key_id(KEY))

    assert is_of(read, PASSWORD)
    assert not is_of(read, PASSWORD + "!")
    assert not is_of(replace(read, hmac_key=None), PASSWORD)
    for nfkd in (True, False):
        kept = replace(read, nfkd=nfkd)
        assert read_foreign_hash(str(kept)) == kept


def test_the_form_in_which_the_password_was_typed_is_tried_as_well_as_its_normal_form() -> None:
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    of_decomposed, of_composed = (read_foreign_text(bcrypt_hash(form)) for form in (decomposed, PASSWORD))

    assert is_of(of_decomposed, PASSWORD, typed=decomposed)
    assert is_of(of_composed, PASSWORD, typed=decomposed)
    assert not is_of(of_decomposed, PASSWORD)


def test_nfkd_is_tried_only_where_flask_security_made_the_hash() -> None:
    typed = "ﬁne-harbour-at-dawn"
    read = read_foreign_text(bcrypt_hash(unicodedata.normalize("NFKD", typed)))

    assert not is_of(read, typed)
    assert is_of(replace(read, nfkd=True), typed)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-8],
        lambda text: text + "=",
        lambda text: text.replace("$daemun-foreign$", "$daemun-foreign$$"),
        lambda text: text.replace("pbkdf2-sha256", "pbkdf2-sha255"),
        lambda text: text.replace("$1000$", "$1000,1$"),
        lambda text: text.replace("$1000$", "$999999999$"),
        lambda text: "",
    ],
)
def test_damaged_text_is_nobodys_hash(damage: object) -> None:
    sound = str(ForeignHash(Scheme.PBKDF2_SHA256, (1000,), b"salt", bytes(16)))
    assert read_foreign_hash(sound) is not None

    assert read_foreign_hash(damage(sound)) is None  # type: ignore[operator]
