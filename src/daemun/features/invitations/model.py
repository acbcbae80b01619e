"""Invitations as operators see them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that nobody has used yet. Its secret is only in the mail."""

    email: str
    roles: tuple[str, ...]
    """The roles that its user gets."""
    expires_at: datetime
