"""TotpLogin: a code of an authenticator app, to finish a login or in a session; and adding an app."""

from daemun.features.factors.model import AddedFactor
from daemun.features.factors.service import Factors
from daemun.features.lockout.service import Lockout
from daemun.features.login.code_login import CodeLogin
from daemun.features.login.service import Login
from daemun.features.sessions.service import Sessions
from daemun.features.totp.model import Enrolment
from daemun.features.totp.service import Totp
from daemun.origin import Origin


class TotpLogin(CodeLogin):
    """A second factor: an authenticator app."""

    def __init__(
        self, totp: Totp, factors: Factors, login: Login, lockout: Lockout, sessions: Sessions
    ) -> None:
        super().__init__(totp, login, lockout, sessions)
        self._totp = totp
        self._factors = factors

    def begin(self, session_id: str, name: str | None) -> Enrolment:
        """Begin to add an app in a session.

        Raises SessionEnded, FactorProofRequired, FactorKindRefused, TooManyFactors.
        """
        self._factors.check_allowed(self._totp.name)
        return self._totp.begin(self._factors.require_proof(session_id).user_id, name)

    def confirm(self, session_id: str, totp_id: str, code: str, origin: Origin) -> AddedFactor:
        """Add an app by its first code; the session is stepped up by it.

        Raises InvalidCode, TooManyFactors, SessionEnded, FactorProofRequired, Overloaded.
        """
        session = self._factors.require_proof(session_id)
        return self._factors.add(
            session,
            lambda: self._totp.confirm(session.user_id, totp_id, code),
            self.proof_of(session.user_id),
            origin,
        )
