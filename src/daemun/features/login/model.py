"""The values of a login."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from daemun.features.sessions.model import Kind, OpenedSession, Proven, Session
from daemun.features.users.model import User
from daemun.origin import Origin
from daemun.scope import Restriction


@dataclass(frozen=True, slots=True)
class VerifiedFactor:
    """A factor that was proven just now."""

    user_id: str
    amr: tuple[str, ...]
    """RFC 8176 values, such as `pwd`."""
    kinds: frozenset[Kind]
    """What it proves: two kinds for a passkey that verified its user, none for a mailed code."""
    is_device_bound: bool = False
    """Its key cannot leave its device."""
    credential: str = ""
    """The version of the credential; passed to `Credential.confirm` when the session opens."""


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """The request of a login's first step, kept until the session opens."""

    remember: bool = False
    """Keep the cookies when the browser closes."""
    scope: str = ""
    resume: str = ""
    """Where to go after the login: a checked path."""
    device: str | None = None
    """The mark of a known device, as sent."""
    trust: str | None = None
    """The secret of a trusted device, as sent."""


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """A login that still lacks a factor. The client holds the secret behind `digest`."""

    digest: bytes
    user_id: str
    proven: tuple[str, ...]
    """`amr` values so far."""
    scope: str
    expires_at: datetime
    begun_at: datetime
    kinds: tuple[str, ...] = ()
    acr: str = "aal1"
    tries: int = 0
    """Codes tried for it."""
    credential: str = ""
    known_device: str | None = None
    """The id of the known device that began it."""
    remember: bool = False
    resume: str = ""

    @property
    def proof(self) -> Proven:
        return Proven(self.proven, self.kinds, self.acr)


@dataclass(frozen=True, slots=True)
class Trust:
    """A secret that exempts a browser from the second factor."""

    secret: str = field(repr=False)
    max_age: int
    """Seconds."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Enough was proven: a session is open. A second call issues tokens, cookies or a page from it."""

    opened: OpenedSession
    resume: str = ""
    """Where to go next."""
    trust: Trust | None = None
    """Set if this device is to be trusted from now on."""

    @property
    def session(self) -> Session:
        """The session that is open now."""
        return self.opened.session

    @property
    def user(self) -> User:
        """The user who is logged in."""
        return self.opened.user


@dataclass(frozen=True, slots=True)
class FactorRequired:
    """One of `factors` is still needed; `attempt` is the secret to send with it."""

    attempt: str
    factors: tuple[str, ...]


class SecondFactor(Protocol):
    """A factor to prove after the first."""

    @property
    def name(self) -> str:
        """Its name in `factors`: the name of its feature, such as `totp`."""

    @property
    def kinds(self) -> Collection[Kind]:
        """What it proves as a second factor."""

    @property
    def is_spare(self) -> bool:
        """True for a fallback that is required only if another factor is enrolled: a recovery code."""

    @property
    def resists_phishing(self) -> bool:
        """True if it cannot be entered on a fake page: a passkey."""

    def is_enrolled(self, user_id: str) -> bool: ...


class Demands(Protocol):
    """Decides who must have a second factor."""

    def resists_phishing(self, user: User) -> bool:
        """Whether this user must log in with a factor that resists phishing, if one is enrolled."""

    def must_enroll(self, user: User) -> bool:
        """Whether this user must have a second factor and has no sufficient one."""


class Credential(Protocol):
    """A first factor's credential, which must be unchanged when the session opens."""

    def confirm(self, user_id: str, version: str) -> Restriction | None:
        """Spend a single-use credential; return the session's restriction, if any.

        In the batch that opens the session. Raises InvalidCredentials if it was replaced, spent or expired.
        """


class TrustedDevices(Protocol):
    """Devices on which a user need not prove a second factor for a time."""

    @property
    def max_age(self) -> int:
        """How long a device is trusted, in seconds."""

    def is_trusted(self, user_id: str, secret: str) -> bool: ...

    def trust(self, user_id: str, origin: Origin) -> str | None:
        """Trust a device, in the caller's batch; return its secret. None: trusting devices is off."""
