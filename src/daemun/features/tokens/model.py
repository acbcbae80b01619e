"""Signing keys and issued access tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key pair. Keys are numbered 1, 2, 3, ...: only one of several processes can make the next one."""

    number: int
    id: str
    """`kid`: RFC 7638 thumbprint."""
    algorithm: str
    public_jwk: Mapping[str, str]
    sealed_private_key: bytes
    """PKCS #8 under AES-256-GCM; the key for that is not in the database."""
    created_at: datetime
    signs_from: datetime
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TokenSubject:
    """The user and session of an access token."""

    user_id: str
    session_id: str


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A signed access token, compact form."""

    text: str
    expires_in: int
    """Seconds."""
