"""Randomness: the only place that asks the system generator; and what is stored of a secret made by it."""

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

    The first is no `-`: commands would take the identifier for an option.
    """
    made = base64url(randomness.token(16))
    return random_id(randomness) if made.startswith("-") else made


def secret_digest(secret: str) -> bytes:
    """Digest a secret made here, as it is stored: nobody can guess one, so SHA-256 without salt is enough.

    Takes whatever was sent, lone surrogates included.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
