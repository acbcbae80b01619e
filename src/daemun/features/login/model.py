"""What a login is made of."""

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
    """What it proves. A passkey that verified its user: two kinds. A mailed code: none."""
    is_device_bound: bool = False
    """A key that cannot leave its device."""
    credential: str = ""
    """Which version of the credential it was; `Credential.confirm` gets it when the session opens."""


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What a login asks for at its first step. It is kept until the session opens."""

    remember: bool = False
    """Keep the cookies when the browser closes."""
    scope: str = ""
    resume: str = ""
    """Where to go on after the login: a path that was checked, later an authorization request."""
    device: str | None = None
    """The mark of a known device, as it was sent."""
    trust: str | None = None
    """The secret of a trusted device, as it was sent."""


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """A login that still misses a factor. What the person holds is the secret behind `digest`."""

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
    """Codes that were tried for it."""
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
    """What a browser keeps so that no second factor is asked for in it."""

    secret: str = field(repr=False)
    max_age: int
    """Seconds."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Enough was proven: a session is open. Tokens, cookies and pages are issued from it by a second call."""

    opened: OpenedSession
    resume: str = ""
    """Where to go on."""
    trust: Trust | None = None
    """Where this device was to be trusted, and is."""

    @property
    def session(self) -> Session:
        """The session that is open now."""
        return self.opened.session

    @property
    def user(self) -> User:
        """Who is logged in."""
        return self.opened.user


@dataclass(frozen=True, slots=True)
class FactorRequired:
    """One of `factors` is still needed; `attempt` is the secret to come back with."""

    attempt: str
    factors: tuple[str, ...]


class SecondFactor(Protocol):
    """A way to prove more, after the first factor."""

    @property
    def name(self) -> str:
        """Its name in `factors`: that of its feature, such as `totp`."""

    @property
    def kinds(self) -> Collection[Kind]:
        """What it proves as a second factor."""

    @property
    def is_spare(self) -> bool:
        """True for a way out that is asked for only where another factor is enrolled: a recovery code."""

    @property
    def resists_phishing(self) -> bool:
        """True where nobody can show it to a false page: a passkey."""

    def is_enrolled(self, user_id: str) -> bool: ...


class Demands(Protocol):
    """Who must have a second factor."""

    def resists_phishing(self, user: User) -> bool:
        """Whether this user must log in with one that resists phishing, where there is one."""

    def must_enroll(self, user: User) -> bool:
        """Whether this user must have one and has none that will do."""


class Credential(Protocol):
    """A first factor's credential, which must still be the same when the session opens."""

    def confirm(self, user_id: str, version: str) -> Restriction | None:
        """Spend it where it serves once; what the session is limited to, if anything.

        In the batch that opens the session. Raises InvalidCredentials when it was replaced, spent or expired.
        """


class TrustedDevices(Protocol):
    """Devices on which a person need not prove a second factor for a time."""

    @property
    def max_age(self) -> int:
        """How long a device is trusted, in seconds."""

    def is_trusted(self, user_id: str, secret: str) -> bool: ...

    def trust(self, user_id: str, origin: Origin) -> str | None:
        """Trust a device, in the caller's batch: its secret. None: no device is trusted here."""
