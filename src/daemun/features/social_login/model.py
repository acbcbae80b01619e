"""The data of logins with a provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.problem import Problem
from daemun.validation import ValidationFailed


@dataclass(frozen=True, slots=True)
class Claimed:
    """A user's identity as stated by a provider. It is verified; we decide what to trust."""

    provider: str
    issuer: str
    subject: str
    email: str | None = None
    is_email_proven: bool = False
    is_email_relayed: bool = False
    """Whether the address was created only for us: it never identifies a user here."""
    claims: Mapping[str, object] = field(default_factory=dict)
    """All claims."""
    auth_time: int | None = None
    """When they last authenticated there, in seconds (OpenID Connect Core 1.0 section 2). None: unknown."""
    token: str | None = field(default=None, repr=False)
    """The token for revoking the grant there. None: this response has none."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A user's consent at a provider, kept while the accounts are connected, and then until it is revoked
    there.
    """

    id: str
    """The id of the identity."""
    identity_id: str | None
    """None: the accounts are no longer connected."""
    provider: str
    sealed: bytes = field(repr=False)
    """The token for revoking it."""
    next_try_at: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Identity:
    """An account at a provider, connected to a user. Issuer and subject are its key."""

    id: str
    user_id: str
    provider: str
    issuer: str
    subject: str
    email: str | None
    """As stated by the provider when the two were connected: for users to recognize."""
    created_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """The request with which a browser leaves for a provider; kept until it returns."""

    redirect_uri: str
    """Where it returns to."""
    next_page: str
    challenge: str | None = None
    """Without cookies: the digest of a verifier that only this browser knows (RFC 7636 section 4.2)."""
    remember: bool = False
    user_id: str | None = None
    """The logged-in user, to connect an account."""
    session_id: str | None = None
    """The session in which the browser leaves."""
    invitation: str | None = field(default=None, repr=False)
    """The secret of an invitation that this accepts."""

    @property
    def connects(self) -> bool:
        """Whether an account is to be connected, rather than a user logged in."""
        return self.user_id is not None

    @property
    def proves_again(self) -> bool:
        """Whether a logged-in user is to authenticate again."""
        return self.session_id is not None and self.challenge is None and not self.connects


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and the secret that stays in it."""

    url: str
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entered:
    """The user is known; a session is open, or another factor is needed."""

    outcome: LoggedIn | FactorRequired
    next_page: str


@dataclass(frozen=True, slots=True)
class CodeGiven:
    """The user is known; the browser exchanges the code for tokens."""

    code: str = field(repr=False)
    next_page: str


@dataclass(frozen=True, slots=True)
class Connected:
    """The account was connected to the user who requested it."""

    next_page: str


@dataclass(frozen=True, slots=True)
class MustConnect:
    """The address has an account here. Logging in to it with the secret connects the two."""

    secret: str = field(repr=False)
    next_page: str


@dataclass(frozen=True, slots=True)
class MustComplete:
    """The application needs more than the provider says. The secret and the rest create the user."""

    secret: str = field(repr=False)
    missing: ValidationFailed
    next_page: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The login failed; the requested page is kept."""

    problem: Problem
    next_page: str
    is_invited: bool = False
    """Whether it was to accept an invitation, which is also possible in another way."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a browser brought back from a provider (RFC 6749 section 4.1.2, RFC 9207)."""

    state: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    error: str | None = None
    issuer: str | None = None
    user: str | None = field(default=None, repr=False)
    """What Apple sends about a user at the first consent, and never again: unsigned JSON."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """A provider's metadata (OpenID Connect Discovery 1.0 section 3)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str | None
    """None: plain OAuth 2."""
    userinfo_endpoint: str | None
    revocation_endpoint: str | None
    sends_issuer: bool
    """Whether its responses name the issuer (RFC 9207)."""
    takes_basic: bool
    """Whether it accepts the client's secret as HTTP Basic."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a provider publishes now."""

    metadata: Metadata
    key_algorithms: tuple[str, ...] | None
    """The algorithm of each of its keys. None: no public key is used."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What a provider posts by itself."""

    fields: Mapping[str, str] = field(repr=False)
    authorization: str = field(default="", repr=False)
    event_token: str | None = field(default=None, repr=False)
    """A security event token, in place of fields."""


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A user revoked the application's access at a provider, or deleted the account there."""

    subject: str
    told_at: datetime | None
    """None: unknown."""


@dataclass(frozen=True, slots=True)
class Warned:
    """An account at a provider may have been hijacked."""

    subject: str
    told_at: datetime
    kind: str
    """Such as `sessions-revoked`."""
