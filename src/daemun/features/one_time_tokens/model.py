"""What is kept of a one-time token, and what issuing and finding one give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a token is good for. A token of one purpose is none of another."""

    name: str
    lifetime: timedelta
    code_lifetime: timedelta = timedelta(minutes=10)
    max_wrong_codes: int = 5
    """With the last of them the token is dead, its link too."""


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token as it is kept. The secret and the code are kept as digests only."""

    digest: bytes
    """SHA-256 of the secret."""
    purpose: str
    subject: str | None
    """What it is about, such as a user id. A newer token of the same purpose and subject replaces an older
    one; None: any number may exist at once.
    """
    user_id: str | None
    """It goes with this user."""
    code_digest: bytes | None
    version: str
    """Of what it protects: when that has changed, the token is worth nothing."""
    sealed_payload: bytes
    created_at: datetime
    code_expires_at: datetime
    expires_at: datetime
    tries: int = 0
    """Codes tried, those against its predecessors included."""
    earlier_tries: int = 0
    """Those against its predecessors alone: a newer token starts no new count."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The two faces of a new token; shown to its owner and never again."""

    secret: str = field(repr=False)
    """256 bits as base64url: for links."""
    code: str | None = field(repr=False)
    """8 digits, to be typed. None: too many wrong ones were tried, so that only the link works."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OneTimeToken:
    """A token that was presented and is alive; not spent yet."""

    digest: bytes = field(repr=False)
    purpose: str
    subject: str | None
    user_id: str | None
    version: str = field(repr=False)
    payload: Mapping[str, object] = field(repr=False)
    expires_at: datetime
    by_code: bool
    """Whether it was presented as a code."""


def spaced(code: str | None) -> str:
    """Write a code for people, `1234 5678`; empty for none."""
    return f"{code[:4]} {code[4:]}" if code else ""
