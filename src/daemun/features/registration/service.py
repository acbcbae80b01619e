"""Registration: count, check, ask the application, hash, then user, password and session in one commit."""

from collections.abc import Callable, Mapping

from daemun.clock import Clock
from daemun.features.audit.events import UserRegistered
from daemun.features.audit.service import Audit
from daemun.features.lockout.service import Lockout
from daemun.features.login.model import FactorRequired, LoggedIn, VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.passwords.model import PASSWORD_AMR
from daemun.features.passwords.service import Passwords
from daemun.features.registration.errors import RegistrationClosed
from daemun.features.registration.settings import RegistrationSettings
from daemun.features.users.model import User
from daemun.features.users.service import Users
from daemun.origin import Origin

OnRegistering = Callable[[User], None]
"""The application's `on_registering=`: raises RegistrationRefused, or a problem of its own, to say no."""


class Registration:
    """Makes users at their own request."""

    def __init__(
        self,
        users: Users,
        passwords: Passwords,
        lockout: Lockout,
        login: Login,
        settings: RegistrationSettings,
        audit: Audit,
        clock: Clock,
        *,
        on_registering: OnRegistering | None,
    ) -> None:
        self._users = users
        self._passwords = passwords
        self._lockout = lockout
        self._login = login
        self._settings = settings
        self._audit = audit
        self._clock = clock
        self._on_registering = on_registering

    def register(
        self,
        *,
        username: str | None,
        email: str | None,
        password: str,
        profile: Mapping[str, object],
        origin: Origin,
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
        if self._on_registering is not None:
            _ask(self._on_registering, user)
        password_hash = self._passwords.hash(checked)

        def add_and_log_in() -> LoggedIn | FactorRequired:
            self._users.add(user)
            self._passwords.add(user.id, password_hash)
            self._audit.record(UserRegistered(user_id=user.id), origin)
            return self._login.advance(VerifiedFactor(user.id, PASSWORD_AMR, self._clock.now()), origin)

        return self._login.in_batch(add_and_log_in)


def _ask(on_registering: Callable[[User], object], user: User) -> None:
    if on_registering(user) is not None:
        # `return False` must not let somebody in.
        raise TypeError("on_registering= must raise RegistrationRefused to say no, and return nothing")
