"""CodeLogin: a code as a second factor, to finish a login or in a session, whatever kind of code it is."""

from collections.abc import Collection
from typing import Protocol

from daemun.features.audit.events import LoginFailed
from daemun.features.lockout.service import CountedTry, Lockout
from daemun.features.login.model import FactorRequired, LoggedIn, VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import Kind, OpenedSession
from daemun.features.sessions.service import Sessions
from daemun.origin import Origin


class CodeFactor(Protocol):
    """A `SecondFactor` that is proven by a code."""

    @property
    def name(self) -> str: ...

    @property
    def kinds(self) -> Collection[Kind]: ...

    def spend(self, user_id: str, code: str, origin: Origin) -> bool:
        """Whether a code is right, once: of several racers with one code one gets True."""


class CodeLogin:
    """A second factor: something the person has, and shows by a code."""

    def __init__(self, factor: CodeFactor, login: Login, lockout: Lockout, sessions: Sessions) -> None:
        self._factor = factor
        self._login = login
        self._lockout = lockout
        self._sessions = sessions

    def finish(self, attempt: str, code: str, origin: Origin) -> LoggedIn | FactorRequired:
        """Finish a login that needs a second factor. The code is spent, whatever comes after.

        Raises InvalidCode, LoginAttemptEnded, TooManyTries; InvalidCredentials when the user is gone or
        locked.
        """
        begun = self._login.count_try(attempt)
        with self._lockout.counted_code(
            begun.user_id, self._factor.name, origin, known_device=begun.known_device
        ) as counted:
            factor = self._verify(begun.user_id, code, counted, origin)

            def advance() -> LoggedIn | FactorRequired:
                self._lockout.take_back(counted)
                return self._login.advance(factor, origin, attempt=attempt)

            return self._login.in_batch(advance)

    def step_up(self, session_id: str, code: str, origin: Origin) -> OpenedSession:
        """Prove a code in a session: it gets a new secret and a new time of authentication.

        Raises InvalidCode, SessionEnded, TooManyTries.
        """
        session = self._sessions.find_live(session_id)
        if session is None:
            raise SessionEnded
        with self._lockout.counted_code(
            session.user_id, self._factor.name, origin, known_device=session.id
        ) as counted:
            factor = self._verify(session.user_id, code, counted, origin, session_id=session.id)

            def step_up() -> OpenedSession:
                self._lockout.take_back(counted)
                return self._login.step_up(session, factor, origin)

            return self._login.in_batch(step_up)

    def proof_of(self, user_id: str) -> VerifiedFactor:
        """What a right code proves."""
        return VerifiedFactor(user_id, ("otp",), frozenset(self._factor.kinds))

    def _verify(
        self,
        user_id: str,
        code: str,
        counted: CountedTry,
        origin: Origin,
        *,
        session_id: str | None = None,
    ) -> VerifiedFactor:
        if not self._factor.spend(user_id, code, origin):
            failed = LoginFailed(
                user_id=user_id, session_id=session_id, factor=self._factor.name, reason="wrong_code"
            )
            self._lockout.record_failure(failed, counted, origin)
            raise InvalidCode
        return self.proof_of(user_id)
