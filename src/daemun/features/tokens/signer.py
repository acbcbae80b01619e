"""Making key pairs and signing with them: the only module here that imports PyJWT."""

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from daemun.features.tokens.model import SigningKey
from daemun.randomness import base64url

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey

_THUMBPRINT_MEMBERS = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "RSA": ("e", "kty", "n")}


def make_private_key(algorithm: str) -> PrivateKey:
    """Make a key pair for ES256 (P-256), EdDSA (Ed25519) or RS256 (3,072 bits)."""
    match algorithm:
        case "ES256":
            return ec.generate_private_key(ec.SECP256R1())
        case "EdDSA":
            return ed25519.Ed25519PrivateKey.generate()
        case "RS256":
            return rsa.generate_private_key(public_exponent=65537, key_size=3072)
        case _:
            raise ValueError(f"no such signature algorithm: {algorithm}")


def public_jwk(key: PrivateKey, algorithm: str) -> dict[str, str]:
    """Describe the public half (RFC 7517), with `kid`, `alg` and `use`."""
    written = jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key(), as_dict=True)
    members = {name: str(written[name]) for name in _THUMBPRINT_MEMBERS[str(written["kty"])]}
    return {**members, "kid": _thumbprint(members), "alg": algorithm, "use": "sig"}


def write_private_key(key: PrivateKey) -> bytes:
    """PKCS #8, DER."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_private_key(content: bytes) -> PrivateKey:
    """The inverse of `write_private_key`."""
    key = serialization.load_der_private_key(content, password=None)
    if not isinstance(key, PrivateKey):
        raise TypeError("not a signing key")
    return key


def read_es256_key(text: str) -> PrivateKey:
    """Read an external private key in PEM. Raises ValueError unless it is for ES256."""
    try:
        key = serialization.load_pem_private_key(text.encode(), password=None)
    except (TypeError, UnsupportedAlgorithm):
        raise ValueError("not a private key in PEM") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 key")
    return key


def sign_assertion(claims: Mapping[str, object], key: PrivateKey, *, algorithm: str, key_id: str) -> str:
    """Write a client assertion for another server (RFC 7523 section 3)."""
    return jwt.encode(dict(claims), key, algorithm=algorithm, headers={"kid": key_id})


def sign(claims: Mapping[str, object], key: PrivateKey, *, described_by: SigningKey, token_type: str) -> str:
    """Write a compact JWS (RFC 7515 section 7.1) with `typ` and `kid`.

    Not by `jwt.encode`, which takes as long as the signature itself to find out what is known here.
    """
    signed = f"{_header(described_by.algorithm, described_by.id, token_type)}.{base64url(_json(claims))}"
    signature = jwt.get_algorithm_by_name(described_by.algorithm).sign(signed.encode("ascii"), key)
    return f"{signed}.{base64url(signature)}"


@lru_cache(maxsize=16)
def _header(algorithm: str, key_id: str, token_type: str) -> str:
    return base64url(_json({"alg": algorithm, "kid": key_id, "typ": token_type}))


def _json(members: Mapping[str, object]) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode()


def _thumbprint(members: Mapping[str, str]) -> str:
    """RFC 7638 section 3: SHA-256 over the required members in alphabetical order, without white space."""
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    return base64url(sha256(canonical).digest())
