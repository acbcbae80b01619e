"""An authenticator app, and what its owner needs to set it up."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredTotp:
    """An authenticator app: the secret that we share with it."""

    id: str
    user_id: str
    name: str
    sealed_secret: bytes = field(repr=False)
    created_at: datetime
    last_step: int = 0
    """The time step (RFC 6238 section 4) of the last accepted code; codes up to it are spent."""
    last_used_at: datetime | None = None
    pending_until: datetime | None = None
    """When an app that waits for its first code expires; None: it is confirmed."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An app to be set up. The secret is shown only once."""

    id: str
    secret: str = field(repr=False)
    """Base32, for people who cannot scan."""
    uri: str = field(repr=False)
    """`otpauth://totp/...`: the content of the QR code."""
    expires_at: datetime
