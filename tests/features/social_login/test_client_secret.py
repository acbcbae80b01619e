from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from daemun.features.social_login.client_secret import shared_key, sign_secret
from daemun.features.tokens.signer import PrivateKey, make_private_key, read_es256_key
from daemun.testing import START


def pem(key: PrivateKey, encryption: KeySerializationEncryption | None = None) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()).decode()


def test_a_secret_is_signed_for_five_minutes() -> None:
    key = make_private_key("ES256")

    secret = sign_secret(
        read_es256_key(pem(key)),
        key_id="ABC",
        team_id="TEAM",
        client_id="kr.shop.web",
        issuer="https://appleid.apple.com",
        now=START + timedelta(milliseconds=500),
    )

    now = int(START.timestamp())
    assert jwt.get_unverified_header(secret) == {"alg": "ES256", "kid": "ABC", "typ": "JWT"}
    assert jwt.decode(secret, options={"verify_signature": False}) == {
        "iss": "TEAM",
        "sub": "kr.shop.web",
        "aud": "https://appleid.apple.com",
        "iat": now,
        "exp": now + 300,
    }
    jwt.api_jws.decode(secret, key.public_key(), algorithms=["ES256"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hush",
        pem(make_private_key("EdDSA")),
        pem(generate_private_key(SECP384R1())),
        pem(make_private_key("ES256"), BestAvailableEncryption(b"hush")),
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    ],
)
def test_what_is_no_key_for_it_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_es256_key(text)


def test_a_shared_secret_is_no_key_when_it_can_be_guessed() -> None:
    assert shared_key("4f1c0b7a9e2d58637bd0ae61c95f3284", "HS256", "x").algorithm == "HS256"
    for weak in ("4f1c0b7a9e2d5863", "0" * 64, ""):
        with pytest.raises(ValueError, match=r"secret|without k|key"):
            shared_key(weak, "HS256", "x")
