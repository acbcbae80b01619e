"""A recovery code as it is kept, and a set at its birth."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredRecoveryCode:
    """One code that was not used yet."""

    user_id: str
    number: int
    """0 to 9: a new set replaces every code of the old one."""
    label: str
    """The first four characters of the code, by which it is found."""
    hash: str = field(repr=False)
    """Of the sixteen others."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewSet:
    """Codes at the one moment at which they can be shown."""

    texts: tuple[str, ...] = field(repr=False)
    stored: tuple[StoredRecoveryCode, ...]
