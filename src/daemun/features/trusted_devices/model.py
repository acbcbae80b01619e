"""A device that stands for a second factor."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TrustedDevice:
    """A browser that keeps a secret. It proves nothing; it only ends the question."""

    id: str
    user_id: str
    digest: bytes = field(repr=False)
    """SHA-256 of the secret."""
    credential: str
    """Which version of the password it goes with; empty: there is none."""
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime
    address: str | None
    user_agent: str
