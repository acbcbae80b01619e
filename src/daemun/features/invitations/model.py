"""What an invitation is to those who invite."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that nobody has used yet. Its secret is in the mail alone."""

    email: str
    roles: tuple[str, ...]
    """What its user gets."""
    expires_at: datetime
