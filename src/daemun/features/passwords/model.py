"""What is kept of a password, and what checking one gave."""

from dataclasses import dataclass, field
from datetime import datetime

from daemun.features.login.model import VerifiedFactor
from daemun.features.sessions.model import Kind


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """A user's password hash (PHC text) and since when."""

    user_id: str
    hash: str
    changed_at: datetime
    must_change: bool = False
    """Others know it: there is evidence, or it was generated for its owner."""
    expires_at: datetime | None = None
    """A generated password serves for one login before this; None: it is the owner's own."""
    used_at: datetime | None = None
    """When that login was."""

    @property
    def version(self) -> str:
        """Another one after each change; the same under a better hash."""
        return self.changed_at.isoformat(timespec="milliseconds")

    def as_factor(self) -> VerifiedFactor:
        """What its owner has proven by it."""
        return VerifiedFactor(self.user_id, ("pwd",), frozenset({Kind.KNOWLEDGE}), credential=self.version)

    def may_log_in(self, now: datetime) -> bool:
        """Whether it still opens a session."""
        return self.expires_at is None or (self.used_at is None and now < self.expires_at)

    def may_change(self, now: datetime) -> bool:
        """Whether the person who logged in with it may replace it."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class CheckedPassword:
    """What checking a password gave."""

    stored: StoredPassword | None
    """What it equals; None: it is wrong."""
    better_hash: str | None = None
    """To be stored in place of the hash there is."""


@dataclass(frozen=True, slots=True)
class GeneratedPassword:
    """A password that was made up for somebody else; this is the only place where it can be read."""

    text: str = field(repr=False)
    expires_at: datetime
