"""An authenticator app, and what its owner needs to set it up."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredTotp:
    """The secret that an app and we share."""

    id: str
    user_id: str
    name: str
    sealed_secret: bytes = field(repr=False)
    created_at: datetime
    last_step: int = 0
    """The time step (RFC 6238 section 4) of the last code that was taken; earlier ones are dead."""
    last_used_at: datetime | None = None
    pending_until: datetime | None = None
    """Until then it waits for its first code, and counts for nothing; None: it counts."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An app to be set up. The secret is shown this once."""

    id: str
    secret: str = field(repr=False)
    """Base32, for people who cannot scan."""
    uri: str = field(repr=False)
    """`otpauth://totp/...`: the content of the QR code."""
    expires_at: datetime
