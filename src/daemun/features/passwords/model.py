"""What is kept of a password, and what checking one gave."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """A user's password hash (PHC text) and since when."""

    user_id: str
    hash: str
    changed_at: datetime
    must_change: bool = False
    """There is evidence that others know it."""


@dataclass(frozen=True, slots=True)
class CheckedPassword:
    """What checking a password gave."""

    stored: StoredPassword | None
    """What it equals; None: it is wrong."""
    better_hash: str | None = None
    """To be stored in place of the hash there is."""
