"""A device that is trusted in place of a second factor."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TrustedDevice:
    """A browser that keeps a secret. It proves no factor; it only skips the question."""

    id: str
    user_id: str
    digest: bytes = field(repr=False)
    """SHA-256 of the secret."""
    credential: str
    """The version of the password that it was trusted with; empty: there was none."""
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime
    address: str | None
    user_agent: str
