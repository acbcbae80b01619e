"""PasskeyLogin: log in with a passkey, alone or after a password; prove or add one in a session."""

from daemun.features.factors.model import AddedFactor
from daemun.features.factors.service import Factors
from daemun.features.lockout.service import Lockout
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import FactorRequired, LoggedIn, LoginAttempt, LoginRequest, VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.passkeys import challenges
from daemun.features.passkeys.errors import PasskeyRefused
from daemun.features.passkeys.model import Assertion, Passkey, Response, Site
from daemun.features.passkeys.service import Passkeys
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import Kind, OpenedSession
from daemun.features.sessions.service import Sessions
from daemun.features.users.service import Users
from daemun.origin import Origin


class PasskeyLogin:
    """A first factor that needs no second, a second factor, and a proof in a session."""

    def __init__(
        self,
        users: Users,
        passkeys: Passkeys,
        factors: Factors,
        login: Login,
        lockout: Lockout,
        sessions: Sessions,
    ) -> None:
        self._users = users
        self._passkeys = passkeys
        self._factors = factors
        self._login = login
        self._lockout = lockout
        self._sessions = sessions

    def ask(self, site: Site, origin: Origin) -> dict[str, object]:
        """Options for logging in with a passkey alone. Raises TooManyTries."""
        self._lockout.count_challenge(origin)
        return self._passkeys.ask_for_any(site)

    def log_in(
        self,
        response: Response,
        site: Site,
        origin: Origin,
        *,
        request: LoginRequest = LoginRequest(),  # noqa: B008
    ) -> LoggedIn | FactorRequired:
        """Verify a passkey that has verified its user, and advance the login.

        No wrong try is counted: there is nothing to guess, and a stopped password does not stop passkeys.
        Raises ChallengeEnded; PasskeyRefused, also for a locked user.
        """
        assertion = self._passkeys.verify_any(response, site, origin)
        return self._advance(assertion, origin, request=request)

    def ask_second(self, attempt: str, site: Site, origin: Origin) -> dict[str, object]:
        """Options for the second step of a login. Raises LoginAttemptEnded, TooManyTries."""
        self._lockout.count_challenge(origin)
        begun = self._login.find_attempt(attempt)
        return self._passkeys.ask_for_one_of(
            begun.user_id, site, challenges.SECOND_FACTOR, bound_to=_binding(begun)
        )

    def finish(
        self, attempt: str, response: Response, site: Site, origin: Origin, *, trusts: bool = False
    ) -> LoggedIn | FactorRequired:
        """Verify a passkey as the second step of a login, and advance it.

        trusts: as in `Login.advance`.
        Raises ChallengeEnded, PasskeyRefused, LoginAttemptEnded.
        """
        begun = self._login.count_try(attempt)
        assertion = self._passkeys.verify_one_of(
            begun.user_id, response, site, origin, challenges.SECOND_FACTOR, bound_to=_binding(begun)
        )
        return self._advance(assertion, origin, attempt=attempt, trusts=trusts)

    def ask_in_session(self, session_id: str, site: Site, origin: Origin) -> dict[str, object]:
        """Options for authenticating again in a session. Raises SessionEnded, TooManyTries."""
        self._lockout.count_challenge(origin)
        session = self._sessions.require_live(session_id)
        return self._passkeys.ask_for_one_of(session.user_id, site, challenges.STEP_UP, bound_to=session.id)

    def reauthenticate(
        self, session_id: str, response: Response, site: Site, origin: Origin
    ) -> OpenedSession:
        """Prove a passkey in a session, which gets a new secret and a new time of authentication.

        Raises ChallengeEnded, PasskeyRefused, SessionEnded.
        """
        session = self._sessions.require_live(session_id)
        assertion = self._passkeys.verify_one_of(
            session.user_id, response, site, origin, challenges.STEP_UP, bound_to=session.id
        )

        def step_up() -> OpenedSession | None:
            if not self._passkeys.note_use(assertion, origin):
                return None
            return self._login.step_up(session, _factor(assertion), origin)

        opened = self._login.in_batch(step_up)
        if opened is None:
            raise PasskeyRefused
        return opened

    def ask_for_new(self, session_id: str, site: Site, origin: Origin) -> dict[str, object]:
        """Options for a new passkey.

        Raises SessionEnded, FactorProofRequired, FactorKindRefused, TooManyFactors, TooManyTries.
        """
        self._lockout.count_challenge(origin)
        self._factors.check_allowed(self._passkeys.name)
        session = self._factors.require_proof(session_id)
        user = self._users.find(session.user_id)
        if user is None:
            raise SessionEnded
        return self._passkeys.ask_for_new(user, site, session_id=session.id)

    def add(
        self, session_id: str, response: Response, site: Site, origin: Origin, *, name: str | None = None
    ) -> AddedFactor:
        """Add a passkey, which steps up the session.

        Raises ChallengeEnded, PasskeyRefused, SessionEnded, FactorProofRequired, FactorKindRefused,
        TooManyFactors.
        """
        # Beginning in time is enough.
        leeway = challenges.LIFETIME
        session = self._factors.require_proof(session_id, leeway=leeway)
        passkey = self._passkeys.read_new(
            response, site, origin, user_id=session.user_id, session_id=session.id, name=name
        )
        return self._factors.add(
            session,
            lambda: self._passkeys.keep(passkey),
            _factor_of(passkey, is_user_verified=True),
            origin,
            leeway=leeway,
        )

    def _advance(
        self,
        assertion: Assertion,
        origin: Origin,
        *,
        attempt: str | None = None,
        request: LoginRequest = LoginRequest(),  # noqa: B008
        trusts: bool = False,
    ) -> LoggedIn | FactorRequired:
        def advance() -> LoggedIn | FactorRequired | None:
            # Not raised here: what was recorded about a copy must be committed.
            if not self._passkeys.note_use(assertion, origin):
                return None
            return self._login.advance(
                _factor(assertion), origin, attempt=attempt, request=request, trusts=trusts
            )

        try:
            outcome: LoggedIn | FactorRequired | None = self._login.in_batch(advance)
        except InvalidCredentials:
            raise PasskeyRefused from None
        if outcome is None:
            raise PasskeyRefused
        return outcome


def _binding(attempt: LoginAttempt) -> str:
    return attempt.digest.hex()


def _factor(assertion: Assertion) -> VerifiedFactor:
    return _factor_of(assertion.passkey, is_user_verified=assertion.is_user_verified)


def _factor_of(passkey: Passkey, *, is_user_verified: bool) -> VerifiedFactor:
    """What it proves (RFC 8176: `hwk` or `swk`, and `user` where the user was verified)."""
    key = "swk" if passkey.is_backup_eligible else "hwk"
    return VerifiedFactor(
        passkey.user_id,
        (key, "user") if is_user_verified else (key,),
        frozenset({Kind.POSSESSION, Kind.INHERENCE} if is_user_verified else {Kind.POSSESSION}),
        is_device_bound=not passkey.is_backup_eligible,
    )
