"""A one-time token as stored, as issued and as found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a token is for. It is not valid for any other purpose."""

    name: str
    lifetime: timedelta
    code_lifetime: timedelta = timedelta(minutes=10)
    max_wrong_codes: int = 5
    """The last of them invalidates the token, including its link."""


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token as stored. Of the secret and the code, only digests are stored."""

    digest: bytes
    """SHA-256 of the secret."""
    purpose: str
    subject: str | None
    """What it is about, such as a user id. A newer token of the same purpose and subject replaces an older
    one; None: any number may exist at once.
    """
    user_id: str | None
    """It is deleted with this user."""
    code_digest: bytes | None
    version: str
    """The version of what it protects: when that changes, the token becomes invalid."""
    sealed_payload: bytes
    created_at: datetime
    code_expires_at: datetime
    expires_at: datetime
    tries: int = 0
    """Codes tried, including those against its predecessors."""
    earlier_tries: int = 0
    """Only those against its predecessors: a newer token does not restart the count."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The secret and the code of a new token, shown to its owner only once."""

    secret: str = field(repr=False)
    """256 bits as base64url: for links."""
    code: str | None = field(repr=False)
    """8 digits, to be typed. None: too many wrong ones were tried, so only the link works."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OneTimeToken:
    """A valid token that was presented, but is not spent yet."""

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
