"""CodeLogin: any kind of code as a second factor, to finish a login or in a session."""

from collections.abc import Callable, Collection
from typing import Protocol, TypeVar

from daemun.features.audit.events import LoginFailed
from daemun.features.lockout.service import Lockout
from daemun.features.login.model import FactorRequired, LoggedIn, VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.sessions.model import Kind, OpenedSession
from daemun.features.sessions.service import Sessions
from daemun.origin import Origin

T = TypeVar("T")


class CodeFactor(Protocol):
    """A `SecondFactor` proven by a code."""

    @property
    def name(self) -> str: ...

    @property
    def kinds(self) -> Collection[Kind]: ...

    def find(self, user_id: str, code: str, origin: Origin) -> Callable[[], bool] | None:
        """Return a function that spends a right code in the caller's batch; of concurrent calls with one
        code, one returns True.

        None: the code is wrong. Writes nothing.
        """


class CodeLogin:
    """A second factor: something the user has, proven by a code."""

    def __init__(self, factor: CodeFactor, login: Login, lockout: Lockout, sessions: Sessions) -> None:
        self._factor = factor
        self._login = login
        self._lockout = lockout
        self._sessions = sessions

    def finish(
        self, attempt: str, code: str, origin: Origin, *, trusts: bool = False
    ) -> LoggedIn | FactorRequired:
        """Finish a login that needs a second factor. Either both code and attempt are spent, or neither.

        trusts: as in `Login.advance`.
        Raises InvalidCode, LoginAttemptEnded, TooManyTries; InvalidCredentials if the user was deleted or
        locked.
        """
        begun = self._login.count_try(attempt)
        return self._prove(
            begun.user_id,
            code,
            origin,
            lambda proven: self._login.advance(proven, origin, attempt=attempt, trusts=trusts),
            known_device=begun.known_device,
        )

    def step_up(self, session_id: str, code: str, origin: Origin) -> OpenedSession:
        """Prove a code in a session: the session gets a new secret and a new authentication time.

        Raises InvalidCode, SessionEnded, TooManyTries.
        """
        session = self._sessions.require_live(session_id)
        return self._prove(
            session.user_id,
            code,
            origin,
            lambda proven: self._login.step_up(session, proven, origin),
            known_device=session.id,
            session_id=session.id,
        )

    def proof_of(self, user_id: str) -> VerifiedFactor:
        """What a right code proves."""
        return VerifiedFactor(user_id, ("otp",), frozenset(self._factor.kinds))

    def _prove(
        self,
        user_id: str,
        code: str,
        origin: Origin,
        go_on: Callable[[VerifiedFactor], T],
        *,
        known_device: str | None,
        session_id: str | None = None,
    ) -> T:
        """Count a code, then spend it and continue, in one batch. Raises InvalidCode, TooManyTries."""
        name = self._factor.name
        with self._lockout.counted_code(user_id, name, origin, known_device=known_device) as counted:
            spend = self._factor.find(user_id, code, origin)

            def spend_and_go_on() -> T | None:
                # Not raised here: nothing was written, and the failure is recorded outside the batch.
                if spend is None or not spend():
                    return None
                self._lockout.take_back(counted)
                outcome = go_on(self.proof_of(user_id))
                if isinstance(outcome, FactorRequired):
                    self._lockout.take_back_own(counted)
                return outcome

            done = self._login.in_batch(spend_and_go_on) if spend is not None else None
            if done is None:
                failed = LoginFailed(user_id=user_id, session_id=session_id, factor=name, reason="wrong_code")
                self._lockout.record_failure(failed, counted, origin)
                raise InvalidCode
            return done
