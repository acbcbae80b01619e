"""Registration: count, check, ask the application, hash, then user, password and session in one commit.

Where addresses must be proven first, nothing is reserved and no user is created before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from daemun.clock import Clock
from daemun.features.email_verification.service import LIFETIME, REGISTRATION_MAIL, EmailVerification
from daemun.features.lockout.service import Lockout
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.one_time_tokens.model import OneTimeToken, Purpose
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.passwords.model import StoredPassword
from daemun.features.passwords.service import Passwords
from daemun.features.registration.errors import RegistrationClosed, RegistrationEnded
from daemun.features.registration.settings import RegistrationSettings
from daemun.features.users.errors import EmailTaken
from daemun.features.users.model import User
from daemun.features.users.service import Applicant, Users
from daemun.features.users.settings import Verification
from daemun.origin import Origin
from daemun.randomness import Randomness, base64url, random_id, secret_digest

PURPOSE: Final = Purpose("registration", lifetime=LIFETIME)
_SECRET_BYTES: Final = 32
_KEPT: Final = ("username", "username_key", "username_skeleton", "email", "email_key", "profile")


@dataclass(frozen=True, slots=True)
class PendingRegistration:
    """A registration that waits for the code from the mail."""

    secret: str = field(repr=False)
    """For the browser that registered."""
    expires_in: timedelta


class Registration:
    """Creates users at their own request."""

    def __init__(
        self,
        users: Users,
        passwords: Passwords,
        lockout: Lockout,
        login: Login,
        tokens: OneTimeTokens,
        verification: EmailVerification,
        settings: RegistrationSettings,
        clock: Clock,
        randomness: Randomness,
        *,
        mode: Verification,
    ) -> None:
        """mode: whether an address must be proven."""
        self._users = users
        self._passwords = passwords
        self._lockout = lockout
        self._login = login
        self._tokens = tokens
        self._verification = verification
        self._settings = settings
        self._clock = clock
        self._randomness = randomness
        self._mode = mode

    def register(
        self,
        *,
        username: str | None,
        email: str | None,
        password: str,
        profile: Mapping[str, object],
        origin: Origin,
        request: LoginRequest = LoginRequest(),  # noqa: B008 - frozen
    ) -> LoggedIn | FactorRequired | PendingRegistration:
        """Create a user and log them in, or have them prove their address first.

        If interrupted, either nothing is stored or everything.

        Raises RegistrationClosed, TooManyTries, ValidationFailed, PasswordTooWeak, UsernameTaken, EmailTaken,
        Overloaded, and whatever `on_registering=` raises.
        """
        if not self._settings.enabled:
            raise RegistrationClosed
        user = self._users.draft(username=username, email=email, profile=profile)
        checked = self._passwords.check_new(password, user)
        # Counted only now: choosing a better password is not another registration.
        self._lockout.count_registration(origin)
        applicant = self._users.ask_application(user)
        password_hash = self._passwords.hash(checked)
        if user.email is not None and self._mode is Verification.REQUIRED:
            return self._hold_back(user, user.email, password_hash, origin)

        def add_and_log_in() -> LoggedIn | FactorRequired:
            stored = self._add(applicant, password_hash, origin)
            return self._login.advance(stored.as_factor(), origin, request=request)

        return self._login.in_batch(add_and_log_in)

    def confirm(
        self,
        registration: str,
        code: str,
        origin: Origin,
        *,
        request: LoginRequest = LoginRequest(),  # noqa: B008 - frozen
    ) -> LoggedIn | FactorRequired:
        """Create the user whose address a code verified, and log them in where they registered.

        Raises InvalidCode, RegistrationEnded (also when the address became somebody else's), UsernameTaken,
        TooManyTries.
        """
        self._lockout.count_mailed_code(origin)
        subject = secret_digest(registration).hex()
        try:
            token = self._tokens.try_code(PURPOSE, subject, code)
        except InvalidCode:
            if self._tokens.awaits_code(PURPOSE, subject):
                raise
            raise RegistrationEnded from None

        def add_and_log_in() -> LoggedIn | FactorRequired:
            stored = self._finish(token, origin)
            return self._login.advance(stored.as_factor(), origin, request=request)

        try:
            return self._login.in_batch(add_and_log_in)
        except EmailTaken:
            raise RegistrationEnded from None

    def check_link(self, secret: str) -> None:
        """Raise OneTimeTokenRefused if a link's secret is no longer valid, whether it finishes a registration
        or proves an address; nothing is spent.
        """
        try:
            self._tokens.find(secret, PURPOSE)
        except OneTimeTokenRefused:
            self._verification.check_link(secret)

    def confirm_by_link(self, secret: str, origin: Origin) -> None:
        """Create the user whose address a link verified, in any browser; does not log in.

        Raises OneTimeTokenRefused, UsernameTaken, EmailTaken.
        """
        token = self._tokens.find(secret, PURPOSE)
        self._login.in_batch(lambda: self._finish(token, origin))

    def _hold_back(self, user: User, email: str, password_hash: str, origin: Origin) -> PendingRegistration:
        # The same for an address that belongs to somebody: the mail tells its owner.
        self._users.require_free_name(user)
        secret = base64url(self._randomness.token(_SECRET_BYTES))
        payload = {name: getattr(user, name) for name in _KEPT} | {"password_hash": password_hash}

        def keep() -> None:
            issued = self._tokens.issue(PURPOSE, subject=secret_digest(secret).hex(), payload=payload)
            self._verification.order(
                REGISTRATION_MAIL, issued, email, user.email_key or "", origin, user_id=None
            )

        self._login.in_batch(keep)
        return PendingRegistration(secret, PURPOSE.code_lifetime)

    def _add(self, applicant: Applicant, password_hash: str, origin: Origin) -> StoredPassword:
        user = applicant.user
        if user.email is None or user.email_key is None or self._mode is Verification.OFF:
            self._users.enroll(applicant, origin)
        else:
            self._users.enroll(replace(applicant, user=replace(user, email=None, email_key=None)), origin)
            self._verification.begin(user.id, user.email, user.email_key, origin)
        return self._passwords.add(user.id, password_hash)

    def _finish(self, token: OneTimeToken, origin: Origin) -> StoredPassword:
        self._tokens.spend(token)
        now = self._clock.now()
        kept = {name: token.payload[name] for name in _KEPT}
        user = User(
            id=random_id(self._randomness),
            created_at=now,
            updated_at=now,
            email_verified_at=now,
            **kept,  # type: ignore[arg-type]
        )
        self._users.release_unproven_email(user)
        # The application was asked before the mail went out.
        self._users.enroll(Applicant(user), origin)
        return self._passwords.add(user.id, str(token.payload["password_hash"]))
