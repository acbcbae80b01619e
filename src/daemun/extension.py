"""Daemun: the Flask extension."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from flask import Flask, current_app
from pydantic import BaseModel

from daemun.clock import Clock, SystemClock
from daemun.composition.compose import compose
from daemun.composition.front import mount
from daemun.composition.services import Services
from daemun.customization import Customization, find_text_mistakes
from daemun.features.mails.service import Mails
from daemun.features.passwords.rules import PasswordRule
from daemun.features.passwords.service import Passwords
from daemun.features.roles.service import Roles
from daemun.features.sessions.service import ExtraClaims, Sessions
from daemun.features.tokens.key_ring import KeyRing
from daemun.features.users.service import OnRegistering, Users
from daemun.features.users.settings import Identifier
from daemun.http.blueprint import never_redirect
from daemun.mail.message import Mailer
from daemun.migrations import HINT, is_untold
from daemun.randomness import Randomness, SystemRandomness
from daemun.secret_key import SecretKey, open_secret_key, read_secret_key
from daemun.settings.reading import DEBUG_MODE, Settings, SettingsRefused, read_settings
from daemun.signals import publish
from daemun.storage.database_url import locate
from daemun.storage.host_tables import keep_out_of_migrations
from daemun.storage.open_store import open_store
from daemun.storage.store import Store

KEY_FILE = "daemun-secret-key"
DATABASE_FILE = "daemun.sqlite3"
"""In the instance folder, where no setting says otherwise."""
_NAME = "daemun"


class Daemun:
    """Login for a Flask application.

    `Daemun(app)`, or `Daemun()` and later `init_app(app)` for any number of applications; nothing of an
    application is kept here. Settings are read from `app.config["DAEMUN_..."]`.

    profile: a pydantic model of your own fields of a user; checked at registration and update, returned
        by `/me`.
    claims: a function `(user, session) -> dict` that adds claims to access tokens; reserved names are
        refused.
    password_rules: functions `(password, context) -> str | None` that refuse a password with a sentence.
    on_registering: a function `(user) -> None` that may raise `RegistrationRefused`.
    identifiers: any of `username` and `email`: what people may be known by.
    mailer: an object with `send(message)`, instead of what `DAEMUN_MAIL_URL` names.
    url_prefix: below which path the API is; `/auth` unless set, `""` for the root.
    store: where everything is kept, instead of what `DAEMUN_DATABASE_URL` names.
    clock, randomness: for tests.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        profile: type[BaseModel] | None = None,
        claims: ExtraClaims | None = None,
        password_rules: Sequence[PasswordRule] = (),
        on_registering: OnRegistering | None = None,
        identifiers: Sequence[Identifier] | None = None,
        mailer: Mailer | None = None,
        url_prefix: str | None = None,
        store: Store | None = None,
        clock: Clock | None = None,
        randomness: Randomness | None = None,
    ) -> None:
        self._customization = Customization(profile, claims, password_rules, on_registering, mailer)
        given = {"DAEMUN_USERS_IDENTIFIERS": identifiers, "DAEMUN_HTTP_URL_PREFIX": url_prefix}
        self._config = {name: value for name, value in given.items() if value is not None}
        self._store = store
        self._clock = clock or SystemClock()
        self._randomness = randomness or SystemRandomness()
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Read the settings of `app`, make its services and mount its routes. Nothing is opened before first
        use.

        Raises SettingsRefused with every mistake at once, and RuntimeError on the second call for one `app`.
        """
        if _NAME in app.extensions:
            raise RuntimeError("Daemun is already on this application")
        folder = Path(app.instance_path)
        settings = read_settings({**app.config, **self._config}, key_file=folder / KEY_FILE)
        mistakes = list(find_text_mistakes(settings))
        if mistakes:
            raise SettingsRefused(mistakes)
        services = compose(
            settings,
            self._store or _open_store(settings, folder),
            _secret_key(settings, folder, self._randomness),
            self._clock,
            self._randomness,
            customization=self._customization,
            publish=lambda event: publish(app, event),
        )
        app.extensions[_NAME] = services
        api = mount(services)
        if not settings.development:
            api.before_request(_refuse_debug_mode)
        if settings.development or app.debug:
            api.before_app_request(_warn_once(app))
        app.register_blueprint(api)
        if "alembic" in sys.modules:
            keep_out_of_migrations()
        never_redirect(app, api)

    @property
    def services(self) -> Services:
        """All parts of the current application."""
        return cast(Services, current_app.extensions[_NAME])

    @property
    def users(self) -> Users:
        """Users of the current application: find, lock, delete."""
        return self.services.users

    @property
    def roles(self) -> Roles:
        """Roles of the current application: grant, revoke, list."""
        return self.services.roles

    @property
    def sessions(self) -> Sessions:
        """Sessions of the current application: list, revoke."""
        return self.services.sessions

    @property
    def passwords(self) -> Passwords:
        """Passwords of the current application: demand a change."""
        return self.services.passwords

    @property
    def mail(self) -> Mails:
        """Mail of the current application: have one sent, wait for those on their way."""
        return self.services.mail

    @property
    def keys(self) -> KeyRing:
        """Signing keys of the current application: list, rotate."""
        return self.services.keys


def _warn_once(app: Flask) -> Callable[[], None]:
    """At the first request, when every extension is on the application."""
    is_told: list[bool] = []

    def warn() -> None:
        if not is_told and is_untold(app):
            app.logger.warning(HINT)
        is_told.append(True)

    return warn


def _refuse_debug_mode() -> None:
    """`app.run(debug=True)` comes after the settings were read."""
    if current_app.debug:
        raise SettingsRefused([DEBUG_MODE])


def _open_store(settings: Settings, folder: Path) -> Store:
    url = settings.database.url
    text = url.get_secret_value() if url is not None else f"sqlite:///{DATABASE_FILE}"
    return open_store(locate(text, folder), settings.database, redis=settings.redis)


def _secret_key(settings: Settings, folder: Path, randomness: Randomness) -> SecretKey:
    if settings.secret.key is not None:
        return read_secret_key(settings.secret.key.get_secret_value())
    return open_secret_key(folder / KEY_FILE, randomness)
