"""A session, what was proven for it, and the tokens issued from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from daemun.features.tokens.model import AccessToken
from daemun.features.users.model import User


class Kind(StrEnum):
    """The kinds of factors (NIST SP 800-63B-4 section 2)."""

    KNOWLEDGE = "knowledge"
    POSSESSION = "possession"
    INHERENCE = "inherence"


@dataclass(frozen=True, slots=True)
class Proven:
    """What a user has proven so far, in a login or in a session. Made by `sessions/policy.py`."""

    amr: tuple[str, ...] = ()
    """RFC 8176 values, each once, in the order of the steps; `mfa` last, once two kinds were proven."""
    kinds: tuple[str, ...] = ()
    """`Kind` values, each once."""
    acr: str = "aal1"
    """The assurance level reached: `aal1`, `aal2`, `aal3` (NIST SP 800-63B-4 section 2)."""

    @property
    def has_factor(self) -> bool:
        """Whether more was proven than something the user knows, as second factors do."""
        return "mfa" in self.amr or any(kind != Kind.KNOWLEDGE for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Session:
    """One login on one device."""

    id: str
    user_id: str
    family_digest: bytes
    """SHA-256 of the secret shared by all refresh tokens of this session."""
    generation: int
    """The number of the live refresh token; each issued token gets the next one."""
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
    """The last generation issued because an earlier response was lost."""
    sibling_of: int | None = None
    """The generation whose token was exchanged for `sibling`."""

    kinds: tuple[str, ...] = ("knowledge",)
    acr: str = "aal1"
    remember: bool = False
    """Its cookies are kept when the browser closes."""
    factor_proven_at: datetime | None = None
    """When a second factor was last proven in it; None: never. A password does not renew it."""
    replaced_at: datetime | None = None
    """When another login replaced it in the browser, which also revoked it. None: never."""

    @property
    def predecessor(self) -> int:
        """The generation whose token was exchanged for the live one."""
        if self.sibling_of is not None and self.sibling == self.generation:
            return self.sibling_of
        return self.generation - 1

    @property
    def proven(self) -> Proven:
        """What was proven in it so far."""
        return Proven(self.amr, self.kinds, self.acr)

    def is_live(self, now: datetime) -> bool:
        """Whether it is valid at `now`: not revoked, not idle for too long, not too old."""
        return self.revoked_at is None and now < self.idle_expires_at and now < self.expires_at


@dataclass(frozen=True, slots=True)
class WrittenSession:
    """What the next access token of a session contains, read when the session was written."""

    roles: tuple[str, ...]
    """The user's roles at that moment, in alphabetical order."""


@dataclass(frozen=True, slots=True)
class RevokedSession:
    """A session that was ended early."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session at the only moment when its secret is known. All its tokens are issued from this."""

    user: User
    session: Session
    family: bytes = field(repr=False)
    roles: tuple[str, ...]
    claims: Mapping[str, object]
    """The application's own, for the access token."""


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """The result of a login or a refresh."""

    user: User
    session: Session
    access_token: AccessToken
    refresh_token: str
    refresh_expires_in: int
    """Seconds."""
