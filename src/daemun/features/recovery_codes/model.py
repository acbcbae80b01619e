"""A recovery code as stored, and a new set."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredRecoveryCode:
    """An unused code."""

    user_id: str
    number: int
    """0 to 9: a new set replaces every code of the old one."""
    label: str
    """The first four characters of the code, by which it is found."""
    hash: str = field(repr=False)
    """The hash of the other sixteen."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewSet:
    """New codes, the only time they can be shown."""

    texts: tuple[str, ...] = field(repr=False)
    stored: tuple[StoredRecoveryCode, ...]
