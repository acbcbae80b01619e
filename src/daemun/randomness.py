"""Randomness: the only place that uses the system's generator; and the stored form of generated secrets."""

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Protocol


class Randomness(Protocol):
    """Gives unpredictable bytes."""

    def token(self, n_bytes: int) -> bytes: ...


class SystemRandomness:
    """The operating system's generator."""

    def token(self, n_bytes: int) -> bytes:
        return secrets.token_bytes(n_bytes)


def base64url(raw: bytes) -> str:
    """Write bytes as base64url without padding (RFC 7515 section 2)."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def random_id(randomness: Randomness) -> str:
    """Make an identifier that reveals nothing: 16 random bytes, 22 characters.

    It never starts with `-`, which commands would take for an option.
    """
    made = base64url(randomness.token(16))
    return random_id(randomness) if made.startswith("-") else made


def secret_digest(secret: str) -> bytes:
    """The stored form of a secret generated here: it cannot be guessed, so SHA-256 without salt is enough.

    Accepts any text that a client may send, including lone surrogates.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
