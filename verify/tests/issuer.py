"""An issuer for tests, a clock that stands still, and how to ask a verifier for its refusal."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from daemun_verify import InvalidToken, Verifier

NOW = 1_800_000_000
ISSUER = "https://login.example"
AUDIENCE = "https://api.example"


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


@dataclass(slots=True)
class Clock:
    """Seconds since 1970, moved by hand."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True, slots=True)
class Issuer:
    """Signs whatever it is told to, well-formed or not."""

    key_id: str = "key-1"
    private_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def jwk(self) -> dict[str, Any]:
        public = ECAlgorithm.to_jwk(self.private_key.public_key(), as_dict=True)
        return {**public, "kid": self.key_id, "alg": "ES256", "use": "sig"}

    @property
    def jwk_set(self) -> dict[str, Any]:
        return {"keys": [self.jwk]}

    @property
    def header(self) -> dict[str, Any]:
        return {"alg": "ES256", "kid": self.key_id, "typ": "at+jwt"}

    @property
    def claims(self) -> dict[str, Any]:
        return {
            "iss": ISSUER,
            "sub": "user-1",
            "aud": AUDIENCE,
            "exp": NOW + 600,
            "iat": NOW,
            "nbf": NOW,
            "jti": "token-1",
            "client_id": "app",
            "sid": "session-1",
            "auth_time": NOW - 60,
            "amr": ["pwd", "otp"],
            "acr": "2",
            "roles": ["editor"],
            "scope": "read write",
            "username": "민수",
        }

    def mint(self, *, header: Mapping[str, object] | None = None, without: str = "", **claims: object) -> str:
        """Mint a good token, with claims changed or left out and header members added."""
        changed = {name: value for name, value in {**self.claims, **claims}.items() if name != without}
        return self.sign(
            json.dumps({**self.header, **(header or {})}).encode(), json.dumps(changed).encode("utf-8")
        )

    def mint_with(self, name: str, value: object) -> str:
        """Mint a good token but for one claim."""
        return self.sign(json.dumps(self.header).encode(), json.dumps({**self.claims, name: value}).encode())

    def sign(self, header: bytes, payload: bytes) -> str:
        signing_input = f"{encode(header)}.{encode(payload)}"
        signature = ECAlgorithm(ECAlgorithm.SHA256).sign(signing_input.encode(), self.private_key)
        return f"{signing_input}.{encode(signature)}"


class MakeVerifier(Protocol):
    """Makes a verifier with the given settings in place of the usual ones."""

    def __call__(self, **settings: object) -> Verifier: ...


def refusal(verifier: Verifier, token: object) -> str:
    """The code that a token is refused with."""
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(token)  # type: ignore[arg-type]
    return refused.value.code.value
