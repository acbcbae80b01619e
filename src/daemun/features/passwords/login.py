"""PasswordLogin: log in with a name and a password; prove it again in a session."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from daemun.clock import Clock
from daemun.features.audit.events import LoginFailed
from daemun.features.audit.service import Audit
from daemun.features.lockout.known_device import KnownDevices
from daemun.features.lockout.service import Lockout
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import FactorRequired, LoggedIn, VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.passwords.gate import HashGate
from daemun.features.passwords.model import PASSWORD_AMR, StoredPassword
from daemun.features.passwords.rules import PasswordRules
from daemun.features.passwords.service import Passwords
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import IssuedTokens
from daemun.features.sessions.service import Sessions
from daemun.features.users.email_address import read_email_address
from daemun.features.users.identifier_refused import IdentifierRefused
from daemun.features.users.model import User
from daemun.features.users.service import Users
from daemun.features.users.user_name import read_user_name
from daemun.origin import Origin
from daemun.scope import PASSWORD_CHANGE_SCOPE

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LoginIdentifier:
    """The user name or e-mail address typed at login."""

    kind: Literal["username", "email", "identifier"]
    text: str

    @property
    def is_address(self) -> bool:
        """Names have no `@`."""
        return self.kind == "email" or (self.kind == "identifier" and "@" in self.text)


@dataclass(frozen=True, slots=True)
class _GivenPassword:
    password: str
    typed: str
    """As it came, before it was brought to its normal form."""


class PasswordLogin:
    """The first factor: something the person knows."""

    def __init__(
        self,
        users: Users,
        passwords: Passwords,
        rules: PasswordRules,
        gate: HashGate,
        lockout: Lockout,
        devices: KnownDevices,
        login: Login,
        sessions: Sessions,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._users = users
        self._passwords = passwords
        self._rules = rules
        self._gate = gate
        self._lockout = lockout
        self._devices = devices
        self._login = login
        self._sessions = sessions
        self._audit = audit
        self._clock = clock

    def log_in(
        self, name: LoginIdentifier, password: str, origin: Origin, *, device: str | None = None
    ) -> LoggedIn | FactorRequired:
        """Verify a name and a password, and advance the login.

        device: the mark that `KnownDevices` gave this browser.
        Two commits: the counted try; then forgiveness, session and audit together. Stopped between them:
        the person tries again, with one try counted.
        Raises InvalidCredentials for every reason alike, TooManyTries, Overloaded, ValidationFailed.
        """
        given = self._read(password)
        user, unknown = self._find(name)
        subject = user.id if user is not None else unknown
        known = self._devices.recognize(device, subject)

        def advance(stored: StoredPassword) -> LoggedIn | FactorRequired:
            return self._login.advance(
                VerifiedFactor(
                    stored.user_id, PASSWORD_AMR, self._clock.now(), known_device=known is not None
                ),
                origin,
                scope=PASSWORD_CHANGE_SCOPE if stored.must_change else "",
            )

        return self._decide_try(user, subject, given, origin, known_device=known, if_right=advance)

    def reauthenticate(self, session_id: str, password: str, origin: Origin) -> IssuedTokens:
        """Prove the password again: the session gets a new secret and a new time of authentication.

        Raises InvalidCredentials, SessionEnded, TooManyTries, Overloaded.
        """
        given = self._read(password)
        session = self._sessions.find_live(session_id)
        if session is None:
            raise SessionEnded
        user = self._users.find(session.user_id)
        # Who is logged in has a count of their own, as known devices have: strangers cannot use it up.
        return self._decide_try(
            user,
            session.user_id,
            given,
            origin,
            known_device=session.id,
            if_right=lambda _: self._sessions.renew(session, amr=PASSWORD_AMR),
        )

    def mark_device(self, tokens: IssuedTokens) -> str:
        """A mark for the browser that has just logged in."""
        return self._devices.mark(tokens.user.id)

    def _decide_try(
        self,
        user: User | None,
        subject: str,
        given: _GivenPassword,
        origin: Origin,
        *,
        known_device: str | None,
        if_right: Callable[[StoredPassword], T],
    ) -> T:
        """Count and verify; for a right password, `if_right` runs in the batch that forgives the try.

        Raises InvalidCredentials, TooManyTries, Overloaded.
        """
        # A full house is refused before anything is counted.
        with (
            self._gate.admit() as slot,
            self._lockout.counted_try(subject, origin, known_device=known_device) as counted,
        ):
            checked = self._passwords.verify(
                user.id if user is not None else None,
                given.password,
                slot,
                typed=given.typed,
                subject=subject,
            )
            stored = checked.stored
            if user is None or user.is_locked or stored is None or not stored.may_log_in(self._clock.now()):
                self._audit.record(_failure(user, stored), origin)
                raise InvalidCredentials

            def forgive_and_go_on() -> T:
                self._lockout.forgive(counted)
                self._passwords.confirm(stored, checked.better_hash)
                return if_right(stored)

            return self._login.in_batch(forgive_and_go_on)

    def _read(self, typed: str) -> _GivenPassword:
        return _GivenPassword(self._rules.read(typed, pointer="/password"), typed)

    def _find(self, name: LoginIdentifier) -> tuple[User | None, str]:
        """The user, and what tries are counted on when there is none."""
        find = {
            "username": self._users.find_by_username,
            "email": self._users.find_by_email,
            "identifier": self._users.find_by_identifier,
        }[name.kind]
        return find(name.text), _unknown_subject(name)


def _unknown_subject(name: LoginIdentifier) -> str:
    # All spellings of a name share a count, as for a user that exists: it must not tell who has an account.
    try:
        if name.is_address:
            return f"?address:{read_email_address(name.text).canonical}"
        return f"?name:{read_user_name(name.text).canonical}"
    except IdentifierRefused:
        return f"?neither:{name.text.strip().casefold()}"


def _failure(user: User | None, right: StoredPassword | None) -> LoginFailed:
    if user is None:
        return LoginFailed(factor="pwd", reason="unknown_user")
    if user.is_locked:
        return LoginFailed(user_id=user.id, factor="pwd", reason="locked")
    if right is not None:
        return LoginFailed(user_id=user.id, factor="pwd", reason="generated_password_over")
    return LoginFailed(user_id=user.id, factor="pwd", reason="wrong_password")
