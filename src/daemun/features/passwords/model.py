"""A stored password, and the result of checking one."""

from dataclasses import dataclass, field
from datetime import datetime

from daemun.features.login.model import VerifiedFactor
from daemun.features.sessions.model import Kind


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """A user's password hash (PHC text) and when it was set."""

    user_id: str
    hash: str
    changed_at: datetime
    must_change: bool = False
    """Whether others know it: there is evidence, or it was generated for the user."""
    expires_at: datetime | None = None
    """A generated password is valid for one login before this; None: the user chose it."""
    used_at: datetime | None = None
    """When that login happened."""

    @property
    def version(self) -> str:
        """Changes with every new password, but not when the same one is rehashed."""
        return self.changed_at.isoformat(timespec="milliseconds")

    def as_factor(self) -> VerifiedFactor:
        """What a user proves with it."""
        return VerifiedFactor(self.user_id, ("pwd",), frozenset({Kind.KNOWLEDGE}), credential=self.version)

    def may_log_in(self, now: datetime) -> bool:
        """Whether it can still open a session."""
        return self.expires_at is None or (self.used_at is None and now < self.expires_at)

    def may_change(self, now: datetime) -> bool:
        """Whether a user who logged in with it may replace it."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class CheckedPassword:
    """The result of checking a password."""

    stored: StoredPassword | None
    """The password it matches; None: it is wrong."""
    better_hash: str | None = None
    """To store instead of the current hash."""


@dataclass(frozen=True, slots=True)
class GeneratedPassword:
    """A password generated for somebody else; it can be read only here."""

    text: str = field(repr=False)
    expires_at: datetime
