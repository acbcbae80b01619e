"""TotpLogin: a code of an authenticator app, to finish a login or in a session."""

from daemun.features.audit.events import LoginFailed
from daemun.features.factors.model import AddedFactor
from daemun.features.factors.service import Factors
from daemun.features.lockout.service import CountedTry, Lockout
from daemun.features.login.model import FactorRequired, LoggedIn, VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import OpenedSession
from daemun.features.sessions.service import Sessions
from daemun.features.totp.model import Enrolment
from daemun.features.totp.service import Totp
from daemun.origin import Origin


class TotpLogin:
    """A second factor: something the person has."""

    def __init__(
        self, totp: Totp, factors: Factors, login: Login, lockout: Lockout, sessions: Sessions
    ) -> None:
        self._totp = totp
        self._factors = factors
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
            begun.user_id, self._totp.name, origin, known_device=begun.known_device
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
            session.user_id, self._totp.name, origin, known_device=session.id
        ) as counted:
            factor = self._verify(session.user_id, code, counted, origin, session_id=session.id)

            def step_up() -> OpenedSession:
                self._lockout.take_back(counted)
                return self._login.step_up(session, factor, origin)

            return self._login.in_batch(step_up)

    def begin(self, session_id: str, name: str | None) -> Enrolment:
        """Begin to add an app in a session. Raises SessionEnded, FactorProofRequired, TooManyFactors."""
        return self._totp.begin(self._factors.find_session(session_id).user_id, name)

    def confirm(self, session_id: str, totp_id: str, code: str, origin: Origin) -> AddedFactor:
        """Add an app by its first code; the session is stepped up by it.

        Raises InvalidCode, SessionEnded, FactorProofRequired.
        """
        session = self._factors.find_session(session_id)
        return self._factors.add(
            session,
            lambda: self._totp.confirm(session.user_id, totp_id, code),
            self._proof(session.user_id),
            origin,
        )

    def _verify(
        self,
        user_id: str,
        code: str,
        counted: CountedTry,
        origin: Origin,
        *,
        session_id: str | None = None,
    ) -> VerifiedFactor:
        if not self._totp.verify(user_id, code):
            failed = LoginFailed(user_id=user_id, session_id=session_id, factor="otp", reason="wrong_code")
            self._lockout.record_failure(failed, counted, origin)
            raise InvalidCode
        return self._proof(user_id)

    def _proof(self, user_id: str) -> VerifiedFactor:
        return VerifiedFactor(user_id, ("otp",), frozenset(self._totp.kinds))
