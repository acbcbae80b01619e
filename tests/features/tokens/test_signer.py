import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from daemun.features.tokens import signer
from daemun.features.tokens.model import SigningKey
from daemun.testing import START

ALGORITHMS = ["ES256", "EdDSA", "RS256"]


@pytest.fixture(scope="module", params=ALGORITHMS)
def algorithm(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def key(algorithm: str) -> signer.PrivateKey:
    return signer.make_private_key(algorithm)


def test_a_written_private_key_is_read_back(key: signer.PrivateKey, algorithm: str) -> None:
    read = signer.read_private_key(signer.write_private_key(key))

    assert signer.public_jwk(read, algorithm) == signer.public_jwk(key, algorithm)


@pytest.mark.requirement("JK-02", "JK-03")
def test_the_public_half_is_named_by_its_thumbprint(key: signer.PrivateKey, algorithm: str) -> None:
    jwk = signer.public_jwk(key, algorithm)
    needed = {name: jwk[name] for name in ("crv", "e", "kty", "n", "x", "y") if name in jwk}
    canonical = json.dumps(dict(sorted(needed.items())), separators=(",", ":"))

    assert jwk["kid"] == urlsafe_b64encode(sha256(canonical.encode()).digest()).decode().rstrip("=")
    assert set(jwk) == set(needed) | {"kid", "alg", "use"}


@pytest.mark.requirement("JK-02")
def test_the_thumbprint_of_a_key_is_that_of_the_example_of_rfc_8037() -> None:
    # Appendices A.1 and A.3.
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key = Ed25519PrivateKey.from_private_bytes(secret)

    assert signer.public_jwk(key, "EdDSA")["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_signed_token_says_its_type_and_key(key: signer.PrivateKey, algorithm: str) -> None:
    jwk = signer.public_jwk(key, algorithm)
    described = SigningKey(1, jwk["kid"], algorithm, jwk, b"", START, START)

    text = signer.sign({"sub": "kim"}, key, described_by=described, token_type="at+jwt")

    assert jwt.get_unverified_header(text) == {"alg": algorithm, "typ": "at+jwt", "kid": jwk["kid"]}
    assert jwt.decode(text, key.public_key(), algorithms=[algorithm]) == {"sub": "kim"}


@pytest.mark.requirement("JK-01")
def test_two_keys_are_never_the_same(algorithm: str, key: signer.PrivateKey) -> None:
    assert signer.write_private_key(signer.make_private_key(algorithm)) != signer.write_private_key(key)


def test_rsa_keys_have_3072_bits() -> None:
    key = signer.make_private_key("RS256")

    assert isinstance(key, RSAPrivateKey)
    assert key.key_size == 3072


@pytest.mark.parametrize("algorithm", ["none", "HS256", "es256", ""])
def test_there_are_no_keys_for_other_algorithms(algorithm: str) -> None:
    with pytest.raises(ValueError, match="no such signature algorithm"):
        signer.make_private_key(algorithm)


def test_a_key_that_cannot_sign_is_not_read() -> None:
    exchange = x25519.X25519PrivateKey.generate().private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    with pytest.raises(TypeError, match="not a signing key"):
        signer.read_private_key(exchange)
