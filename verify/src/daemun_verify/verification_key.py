"""A public key (or an HMAC secret) with the one algorithm that it may be used with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    SECP521R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import (
    Algorithm,
    ECAlgorithm,
    HMACAlgorithm,
    OKPAlgorithm,
    RSAAlgorithm,
    RSAPSSAlgorithm,
)

from daemun_verify.base64url import decode_base64url
from daemun_verify.ecdsa import EcdsaAlgorithm
from daemun_verify.key_rules import check_ed25519_point, check_hmac_secret, check_rsa_key

HMAC_ALGORITHMS = frozenset({"HS256", "HS384", "HS512"})

_ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType(
    {
        "ES256": EcdsaAlgorithm(ECAlgorithm.SHA256, SECP256R1),
        "ES384": EcdsaAlgorithm(ECAlgorithm.SHA384, SECP384R1),
        "ES512": EcdsaAlgorithm(ECAlgorithm.SHA512, SECP521R1),
        "Ed25519": OKPAlgorithm(),
        "EdDSA": OKPAlgorithm(),
        "RS256": RSAAlgorithm(RSAAlgorithm.SHA256),
        "RS384": RSAAlgorithm(RSAAlgorithm.SHA384),
        "RS512": RSAAlgorithm(RSAAlgorithm.SHA512),
        "PS256": RSAPSSAlgorithm(RSAPSSAlgorithm.SHA256),
        "PS384": RSAPSSAlgorithm(RSAPSSAlgorithm.SHA384),
        "PS512": RSAPSSAlgorithm(RSAPSSAlgorithm.SHA512),
        "HS256": HMACAlgorithm(HMACAlgorithm.SHA256),
        "HS384": HMACAlgorithm(HMACAlgorithm.SHA384),
        "HS512": HMACAlgorithm(HMACAlgorithm.SHA512),
    }
)
SUPPORTED_ALGORITHMS = frozenset(_ALGORITHMS)

# The members of each kind of key, and the algorithms that it may name; the first is meant when it names none.
_MEMBERS = {"EC": ("crv", "x", "y"), "OKP": ("crv", "x"), "RSA": ("n", "e"), "oct": ("k",)}
_ALGORITHMS_OF_CURVE = {
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("EC", "P-521"): ("ES512",),
    ("OKP", "Ed25519"): ("Ed25519", "EdDSA"),
}
_ALGORITHMS_OF_TYPE = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "oct": ("HS256", "HS384", "HS512"),
}
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "priv"})
_SECRET_SIZES = {"HS256": 32, "HS384": 48, "HS512": 64}
# RFC 9864 renamed EdDSA with Ed25519 keys: two names, one algorithm.
_NAMES_OF_ED25519 = frozenset({"Ed25519", "EdDSA"})

KeyMaterial = EllipticCurvePublicKey | Ed25519PublicKey | RSAPublicKey | bytes


class UnusableKey(ValueError):
    """A well-formed key that is not for verifying signatures with a supported algorithm."""


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A key bound to one algorithm (RFC 7517 section 4.4); created by `from_jwk`, which enforces the
    rules.
    """

    key_id: str
    algorithm: str
    material: KeyMaterial = field(repr=False, hash=False)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, object]) -> Self:
        """Read a JWK (RFC 7517, 7518, 8037) with `kid`; raises `ValueError` for a key that is not safe.

        RSA and `oct` keys must name their `alg`. Private members are refused: a verifier needs none.
        """
        key_id = jwk.get("kid")
        if not isinstance(key_id, str) or not key_id:
            raise ValueError("a key needs a kid")
        if not _PRIVATE_MEMBERS.isdisjoint(jwk):
            raise ValueError("a key with private members")
        _check_purpose(jwk)
        key_type = jwk.get("kty")
        if not isinstance(key_type, str) or key_type not in _MEMBERS:
            raise UnusableKey("an unknown kind of key")
        algorithm = _read_algorithm(key_type, jwk)
        return cls(key_id, algorithm, _read_material(key_type, algorithm, jwk))

    def is_for(self, algorithm: str) -> bool:
        """Whether a header may name this algorithm for this key (RFC 8725 section 3.1); case counts."""
        if algorithm == self.algorithm:
            return True
        return algorithm in _NAMES_OF_ED25519 and self.algorithm in _NAMES_OF_ED25519

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature (RFC 7518 section 3, RFC 8037 section 3.1) is this key's over the message."""
        return _ALGORITHMS[self.algorithm].verify(message, self.material, signature)


def _check_purpose(jwk: Mapping[str, object]) -> None:
    """Obey `use` and `key_ops` (RFC 7517 sections 4.2 and 4.3)."""
    if jwk.get("use", "sig") != "sig":
        raise UnusableKey("a key whose use is not sig")
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list | tuple) or "verify" not in operations:
        raise UnusableKey("a key whose key_ops lack verify")


def _read_algorithm(key_type: str, jwk: Mapping[str, object]) -> str:
    curve = jwk.get("crv")
    if key_type in _ALGORITHMS_OF_TYPE:
        named = jwk.get("alg")
        allowed: tuple[str, ...] = _ALGORITHMS_OF_TYPE[key_type]
    else:
        allowed = _ALGORITHMS_OF_CURVE.get((key_type, curve), ()) if isinstance(curve, str) else ()
        named = jwk.get("alg", next(iter(allowed), None))
    if not isinstance(named, str) or named not in allowed:
        raise UnusableKey("an algorithm that is missing, unknown, or not for this kind of key")
    return named


def _read_material(key_type: str, algorithm: str, jwk: Mapping[str, object]) -> KeyMaterial:
    members = {name: jwk.get(name) for name in _MEMBERS[key_type]}
    for name, value in members.items():
        if not isinstance(value, str):
            raise ValueError(f"a key without {name}")
        if name != "crv":
            decode_base64url(value)
    reader = _ALGORITHMS[algorithm]
    try:
        material: object = reader.prepare_key(reader.from_jwk({"kty": key_type, **members}))
    except (PyJWTError, UnsupportedAlgorithm) as refusal:
        raise ValueError("a key that cannot be read") from refusal
    match material:
        case bytes():
            check_hmac_secret(material, minimum_size=_SECRET_SIZES[algorithm])
        case RSAPublicKey():
            check_rsa_key(material)
        case Ed25519PublicKey():
            check_ed25519_point(material.public_bytes_raw())
        case EllipticCurvePublicKey():
            pass
        case _:
            raise ValueError("a key that is not public")
    return material
