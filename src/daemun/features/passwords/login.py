"""PasswordLogin: log in with a name and a password; in a session, verify it again or change it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from daemun.clock import Clock
from daemun.features.audit.events import LoginFailed
from daemun.features.audit.service import Audit
from daemun.features.lockout.service import CountedTry, Lockout
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest
from daemun.features.login.service import Login
from daemun.features.passwords.gate import HashGate, Slot
from daemun.features.passwords.model import StoredPassword
from daemun.features.passwords.rules import PasswordRules
from daemun.features.passwords.service import Passwords
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import OpenedSession, Session
from daemun.features.sessions.service import Sessions
from daemun.features.users.email_address import read_email_address
from daemun.features.users.identifier_refused import IdentifierRefused
from daemun.features.users.model import User
from daemun.features.users.service import Users
from daemun.features.users.user_name import read_user_name
from daemun.origin import Origin


@dataclass(frozen=True, slots=True)
class LoginIdentifier:
    """The user name or email address typed at login."""

    kind: Literal["username", "email", "identifier"]
    text: str

    @property
    def is_address(self) -> bool:
        """User names contain no `@`."""
        return self.kind == "email" or (self.kind == "identifier" and "@" in self.text)


@dataclass(frozen=True, slots=True)
class _GivenPassword:
    password: str
    typed: str
    """As entered, before normalization."""


@dataclass(frozen=True, slots=True)
class _RightPassword:
    stored: StoredPassword
    better_hash: str | None


class PasswordLogin:
    """The first factor: something the user knows."""

    def __init__(
        self,
        users: Users,
        passwords: Passwords,
        rules: PasswordRules,
        gate: HashGate,
        lockout: Lockout,
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
        self._login = login
        self._sessions = sessions
        self._audit = audit
        self._clock = clock

    def is_set(self, user_id: str) -> bool:
        """Whether the user has a password at all; only the user may learn this."""
        return self._passwords.has(user_id)

    def log_in(
        self,
        name: LoginIdentifier,
        password: str,
        origin: Origin,
        *,
        request: LoginRequest = LoginRequest(),  # noqa: B008
    ) -> LoggedIn | FactorRequired:
        """Verify a name and a password, and advance the login.

        Two commits: the counted try; then session, forgiveness and audit together. If stopped in between, the
        user tries again, with one try counted.
        Raises InvalidCredentials for every reason, TooManyTries, Overloaded, ValidationFailed.
        """
        given = self._read(password)
        user, unknown = self._find(name)
        subject = user.id if user is not None else unknown
        with self._counted_try(subject, origin, self._login.recognize_device(request, subject)) as (
            slot,
            counted,
        ):
            right = self._verify(user, given, slot, counted, origin, subject=subject)
            factor = right.stored.as_factor()

            def advance() -> LoggedIn | FactorRequired:
                self._accept(counted, right)
                outcome = self._login.advance(factor, origin, request=request)
                if isinstance(outcome, FactorRequired):
                    self._lockout.take_back_own(counted)
                return outcome

            return self._login.in_batch(advance)

    def reauthenticate(self, session_id: str, password: str, origin: Origin) -> OpenedSession:
        """Verify the password again: the session gets a new secret and a new authentication time.

        Raises InvalidCredentials, SessionEnded, TooManyTries, Overloaded.
        """
        given = self._read(password)
        session, user = self._find_session(session_id)
        with self._counted_try(session.user_id, origin, session.id) as (slot, counted):
            right = self._verify(user, given, slot, counted, origin, session=session)
            factor = right.stored.as_factor()

            def step_up() -> OpenedSession:
                self._accept(counted, right)
                return self._login.step_up(session, factor, origin)

            return self._login.in_batch(step_up)

    def change(self, session_id: str, current: str, new: str, origin: Origin) -> OpenedSession:
        """Set a new password; the session gets a new secret, and every other session of the user ends.

        All writes are one commit, so being stopped half-way changes nothing.
        Raises InvalidCredentials (also if another change was faster), SessionEnded, PasswordTooWeak,
        TooManyTries, Overloaded.
        """
        given = self._read(current, pointer="/current_password")
        session, user = self._find_session(session_id)
        with self._counted_try(session.user_id, origin, session.id) as (slot, counted):
            right = self._verify(user, given, slot, counted, origin, session=session)
            self._login.in_batch(lambda: self._forgive(session, counted))
            new_hash = self._passwords.hash_replacement(new, user, slot)

        def replace() -> OpenedSession:
            replaced = self._passwords.replace(right.stored, new_hash, session_id=session.id, origin=origin)
            return self._login.step_up(session, replaced.as_factor(), origin)

        return self._login.in_batch(replace)

    @contextmanager
    def _counted_try(
        self, subject: str, origin: Origin, known_device: str | None
    ) -> Iterator[tuple[Slot, CountedTry]]:
        """Take a slot for hashing, then count. Raises Overloaded, with no try counted; TooManyTries.

        known_device: or a session. Logged-in users have a counter of their own, as known devices have, so
            that strangers cannot use it up.
        """
        with (
            self._gate.admit() as slot,
            self._lockout.counted_try(subject, origin, known_device=known_device) as counted,
        ):
            yield slot, counted

    def _verify(
        self,
        user: User | None,
        given: _GivenPassword,
        slot: Slot,
        counted: CountedTry,
        origin: Origin,
        *,
        subject: str = "",
        session: Session | None = None,
    ) -> _RightPassword:
        """Verify a password, to log in or in a session. Raises InvalidCredentials for every reason."""
        checked = self._passwords.verify(
            user.id if user is not None else None, given.password, slot, typed=given.typed, subject=subject
        )
        stored, now = checked.stored, self._clock.now()
        if user is None or user.is_locked or stored is None:
            is_good = False
        else:
            is_good = stored.may_log_in(now) if session is None else stored.may_change(now)
        if stored is None or not is_good:
            self._lockout.record_failure(_failure(user, stored, session), counted, origin)
            raise InvalidCredentials
        return _RightPassword(stored, checked.better_hash)

    def _accept(self, counted: CountedTry, right: _RightPassword) -> None:
        """In the batch that continues: give the address its try back, and replace a weak hash."""
        self._lockout.take_back(counted)
        if right.better_hash is not None:
            self._passwords.improve_hash(right.stored, right.better_hash)

    def _forgive(self, session: Session, counted: CountedTry) -> None:
        """Choosing another new password is not another try at the current one."""
        self._lockout.take_back(counted)
        self._lockout.forgive(session.user_id, known_device=session.id)

    def _find_session(self, session_id: str) -> tuple[Session, User]:
        session = self._sessions.require_live(session_id)
        user = self._users.find(session.user_id)
        if user is None:
            raise SessionEnded
        return session, user

    def _read(self, typed: str, *, pointer: str = "/password") -> _GivenPassword:
        return _GivenPassword(self._rules.read(typed, pointer=pointer), typed)

    def _find(self, name: LoginIdentifier) -> tuple[User | None, str]:
        """The user, and the subject to count tries on if there is none."""
        find = {
            "username": self._users.find_by_username,
            "email": self._users.find_by_email,
            "identifier": self._users.find_by_identifier,
        }[name.kind]
        return find(name.text), _unknown_subject(name)


def _unknown_subject(name: LoginIdentifier) -> str:
    # All spellings of a name share a count, as for existing users: limits must not reveal who has an account.
    try:
        if name.is_address:
            return f"?address:{read_email_address(name.text).canonical}"
        return f"?name:{read_user_name(name.text).canonical}"
    except IdentifierRefused:
        return f"?neither:{name.text.strip().casefold()}"


def _failure(user: User | None, right: StoredPassword | None, session: Session | None) -> LoginFailed:
    session_id = session.id if session is not None else None
    if user is None:
        return LoginFailed(factor="pwd", reason="unknown_user")
    if user.is_locked:
        reason = "locked"
    elif right is not None:
        reason = "generated_password_over"
    else:
        reason = "wrong_password"
    return LoginFailed(user_id=user.id, session_id=session_id, factor="pwd", reason=reason)
