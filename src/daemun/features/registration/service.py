"""Registration: count, check, ask the application, hash, then user, password and session in one commit."""

from collections.abc import Mapping

from daemun.features.lockout.service import Lockout
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest
from daemun.features.login.service import Login
from daemun.features.passwords.service import Passwords
from daemun.features.registration.errors import RegistrationClosed
from daemun.features.registration.settings import RegistrationSettings
from daemun.features.users.service import Users
from daemun.origin import Origin


class Registration:
    """Makes users at their own request."""

    def __init__(
        self,
        users: Users,
        passwords: Passwords,
        lockout: Lockout,
        login: Login,
        settings: RegistrationSettings,
    ) -> None:
        self._users = users
        self._passwords = passwords
        self._lockout = lockout
        self._login = login
        self._settings = settings

    def register(
        self,
        *,
        username: str | None,
        email: str | None,
        password: str,
        profile: Mapping[str, object],
        origin: Origin,
        request: LoginRequest = LoginRequest(),  # noqa: B008 - frozen
    ) -> LoggedIn | FactorRequired:
        """Make a user and log them in. Stopped anywhere: either nothing is stored or all of it.

        Raises RegistrationClosed, TooManyTries, ValidationFailed, PasswordTooWeak, UsernameTaken, EmailTaken,
        Overloaded, and whatever `on_registering=` raises.
        """
        if not self._settings.enabled:
            raise RegistrationClosed
        user = self._users.draft(username=username, email=email, profile=profile)
        checked = self._passwords.check_new(password, user)
        # Counted only now: choosing a better password is no further registration.
        self._lockout.count_registration(origin)
        applicant = self._users.ask_application(user)
        password_hash = self._passwords.hash(checked)

        def add_and_log_in() -> LoggedIn | FactorRequired:
            self._users.enroll(applicant, origin)
            factor = self._passwords.add(user.id, password_hash).as_factor()
            return self._login.advance(factor, origin, request=request)

        return self._login.in_batch(add_and_log_in)
