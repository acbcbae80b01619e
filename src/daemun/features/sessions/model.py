"""A session, and what a person holds of it."""

from dataclasses import dataclass
from datetime import datetime

from daemun.features.tokens.model import AccessToken
from daemun.features.users.model import User


@dataclass(frozen=True, slots=True)
class Session:
    """One login on one device."""

    id: str
    user_id: str
    family_digest: bytes
    """SHA-256 of the secret that all refresh tokens of this session share."""
    generation: int
    """The number of the living refresh token; every token that is given out has the next one."""
    created_at: datetime
    authenticated_at: datetime
    amr: tuple[str, ...]
    scope: str
    """Space-separated (RFC 6749 section 3.3); empty: no restriction."""
    refreshed_at: datetime
    minute_started_at: datetime
    refreshes_in_minute: int
    idle_expires_at: datetime
    expires_at: datetime
    address: str | None
    user_agent: str
    revoked_at: datetime | None = None
    sibling: int | None = None
    """The last generation that replaced one whose answer was lost."""
    sibling_of: int | None = None
    """The generation whose token was exchanged for `sibling`."""

    @property
    def predecessor(self) -> int:
        """The generation whose token was exchanged for the living one."""
        if self.sibling_of is not None and self.sibling == self.generation:
            return self.sibling_of
        return self.generation - 1

    def is_live(self, now: datetime) -> bool:
        """Whether it opens anything at `now`: neither revoked, nor unused for too long, nor too old."""
        return self.revoked_at is None and now < self.idle_expires_at and now < self.expires_at


@dataclass(frozen=True, slots=True)
class RevokedSession:
    """A session that ended before its time."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """What a person holds after a login or a refresh."""

    user: User
    session: Session
    access_token: AccessToken
    refresh_token: str
    refresh_expires_in: int
    """Seconds."""
