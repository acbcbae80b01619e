"""Daemun: the Flask extension."""

import logging
import sys
import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, current_app, request
from pydantic import BaseModel

from daemun import first_request
from daemun.clock import Clock, SystemClock
from daemun.composition.compose import compose
from daemun.composition.front import mount, mount_at_root, mount_pages
from daemun.composition.services import Services
from daemun.customization import Customization, check_application, check_store, find_mistakes
from daemun.event_mark import EventMark
from daemun.features.admin.service import HostUsers
from daemun.features.audit.events import Event
from daemun.features.invitations.service import Invitations
from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.features.login.responses import present_login_request, put_logged_in
from daemun.features.mails.service import Mails
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.passwords.rules import PasswordRule
from daemun.features.passwords.service import Passwords
from daemun.features.roles.service import Roles
from daemun.features.sessions.responses import end_present_session
from daemun.features.sessions.service import ExtraClaims, Sessions
from daemun.features.tokens.key_ring import KeyRing
from daemun.features.users.service import OnRegistering
from daemun.features.users.settings import Identifier
from daemun.http import refusals
from daemun.http.blueprint import keep_out_of_descriptions, never_redirect
from daemun.http.cookies import AnyResponse
from daemun.http.csrf import refuse_cross_site
from daemun.http.current_user import current_user
from daemun.http.errors import DebugMode
from daemun.http.every_host import on_every_host
from daemun.http.guard import require_login
from daemun.http.next_page import present_next
from daemun.http.origin import present_origin
from daemun.http.problem_response import explain
from daemun.http.web_context import NotSetUp
from daemun.loopback import is_loopback
from daemun.mail.message import Mailer
from daemun.problem import Problem
from daemun.randomness import Randomness, SystemRandomness
from daemun.secret_key import SecretKey, open_secret_key, read_secret_key
from daemun.settings.reading import Settings, SettingsRefused, read_settings, under_config
from daemun.signals import publish
from daemun.storage.database_url import locate
from daemun.storage.host_tables import keep_out_of_migrations
from daemun.storage.open_store import open_store
from daemun.storage.store import Store

KEY_FILE = "daemun-secret-key"
DATABASE_FILE = "daemun.sqlite3"
EVENT_MARK_FILE = "daemun-newest-event"
"""In the instance folder, unless a setting says otherwise."""
_NAME = "daemun"
_logger = logging.getLogger("daemun")
_DEBUG_MODE = (
    "debug mode lets strangers run code here: Daemun answers requests from this machine only."
    " DAEMUN_DEVELOPMENT=1 lifts that"
)


class Daemun:
    """Login for a Flask application.

    `Daemun(app)`, or `Daemun()` and later `init_app(app)` for any number of applications; the extension
    keeps no state of an application. Settings are read from `app.config["DAEMUN_..."]`.

    profile: a pydantic model of your own fields of a user; checked at registration and update, returned
        by `/me`.
    claims: a function `(user, session) -> dict` that adds claims to access tokens; reserved names are
        refused.
    password_rules: functions `(password, context) -> str | None` that refuse a password with a sentence.
    on_registering: a function `(user) -> None` that may raise `RegistrationRefused`.
    identifiers: any of `username` and `email`: what people log in with.
    providers: OpenID providers to log in with: a mapping from name to `issuer`, `client_id` and so on, as in
        `DAEMUN_PROVIDERS`.
    mailer: an object with `send(message)`, instead of what `DAEMUN_MAIL_URL` names.
    url_prefix: the path of the API; `/auth` by default, `""` for the root.
    pages: True for pages: `/login`, `/register`, `/account` and so on. They keep logins in cookies.
    store: where everything is stored, instead of what `DAEMUN_DATABASE_URL` names.
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
        providers: Mapping[str, Mapping[str, object]] | None = None,
        mailer: Mailer | None = None,
        url_prefix: str | None = None,
        pages: bool | None = None,
        store: Store | None = None,
        clock: Clock | None = None,
        randomness: Randomness | None = None,
    ) -> None:
        self._customization = Customization(profile, claims, password_rules, on_registering, mailer)
        given: dict[str, object] = {
            "DAEMUN_USERS_IDENTIFIERS": identifiers,
            "DAEMUN_HTTP_URL_PREFIX": url_prefix,
            "DAEMUN_PAGES_ENABLED": pages,
            "DAEMUN_PROVIDERS": providers,
        }
        self._config = {name: value for name, value in given.items() if value is not None}
        check_store(store)
        self._store = store
        self._clock = clock or SystemClock()
        self._randomness = randomness or SystemRandomness()
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Read the settings of `app`, make its services and mount its routes. Connections open on first use.

        Raises SettingsRefused with every mistake at once, RuntimeError on a second call for the same `app`,
        and TypeError for anything that is not an application.
        """
        check_application(app)
        if _NAME in app.extensions:
            raise RuntimeError("Daemun is already on this application")
        folder = Path(app.instance_path)
        settings = read_settings(under_config({**app.config, **self._config}), key_file=folder / KEY_FILE)
        if mistakes := list(find_mistakes(settings, self._customization)):
            raise SettingsRefused(mistakes)
        services = compose(
            settings,
            self._store or _open_store(settings, folder),
            _secret_key(settings, folder, self._randomness),
            self._clock,
            self._randomness,
            customization=self._customization,
            publish=_publisher(app, settings, folder, self._clock),
            mounted_at=app.config["APPLICATION_ROOT"].rstrip("/"),
        )
        app.extensions[_NAME] = services
        api = mount(services)
        if not settings.development:
            if app.debug:
                _logger.warning(_DEBUG_MODE)
            api.before_request(_refuse_strangers_in_debug_mode)
        root = mount_at_root(services)
        with on_every_host(app, api, root):
            app.register_blueprint(api)
            app.register_blueprint(root)
            if settings.pages.enabled:
                app.register_blueprint(mount_pages(services), name_prefix=_NAME)
        if _may_migrate():
            keep_out_of_migrations()
        never_redirect(app, api)
        never_redirect(app, root)
        keep_out_of_descriptions(app)
        refusals.install(app)
        app.jinja_env.globals.setdefault("current_user", current_user)
        first_request.watch(app, settings)

    def require_login(self, front: Flask | Blueprint, *, except_for: Collection[str] = ()) -> None:
        """Guard every view of an application or blueprint, except the endpoints in `except_for`."""
        require_login(front, except_for=except_for)

    def log_in(self, identifier: str, password: str, *, remember: bool = False) -> LoggedIn | FactorRequired:
        """Log in with a name or address and a password, for the application's own login form.

        remember: keep the cookies when the browser closes.
        LoggedIn means that a session is open: `put_tokens` gives it to the browser. Raises
        InvalidCredentials, TooManyTries, Overloaded; CrossSiteRequest for a form that was sent from another
        site.
        """
        self._check_cookies()
        refuse_cross_site(request, self.services.settings.http)
        return self.services.password_login.log_in(
            LoginIdentifier("identifier", identifier),
            password,
            present_origin(),
            request=present_login_request(remember=remember),
        )

    def put_tokens(self, response: AnyResponse, logged_in: LoggedIn) -> AnyResponse:
        """Set the cookies of a login on a response, such as a redirect. `current_user` is then that user."""
        self._check_cookies()
        return put_logged_in(response, self.services.login, logged_in)

    def log_out(self, response: AnyResponse) -> AnyResponse:
        """End the session of the current request, and clear its cookies in a response."""
        return end_present_session(self.services.sessions, response)

    def next_page(self, default: str = "/") -> str:
        """Where to redirect after the application's own login form: the `next` parameter that a guarded page
        set, if it leads to your own pages.

        default: used when `next` is missing or leads to another site.
        """
        return present_next() or default

    def explain(self, problem: Problem) -> str:
        """A message for the application's own form, in the user's language."""
        return explain(problem)

    def _check_cookies(self) -> None:
        if not self.services.settings.reads_cookies:
            raise RuntimeError(
                "only with DAEMUN_TRANSPORT_COOKIES or pages: without cookies a page cannot keep a login"
            )

    @property
    def services(self) -> Services:
        """All services of the current application. Raises NotSetUp if `init_app` was not called."""
        services = current_app.extensions.get(_NAME)
        if services is None:
            raise NotSetUp
        return cast(Services, services)

    @property
    def users(self) -> HostUsers:
        """Users of the current application: create, find, list, lock, delete."""
        return self.services.host_users

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
        """Passwords of the current application: set one, permanent or temporary; require a change."""
        return self.services.passwords

    @property
    def invitations(self) -> Invitations:
        """Invitations of the current application: create, list, withdraw."""
        return self.services.invitations

    @property
    def mail(self) -> Mails:
        """Mail of the current application: queue a message, wait for delivery."""
        return self.services.mail

    @property
    def keys(self) -> KeyRing:
        """Signing keys of the current application: list, rotate."""
        return self.services.keys


def _refuse_strangers_in_debug_mode() -> None:
    """`app.run(debug=True)` runs after the settings were read, so each request checks this."""
    if current_app.debug and not is_loopback(request.remote_addr or ""):
        _logger.error(_DEBUG_MODE)
        raise DebugMode


def _may_migrate() -> bool:
    """Whether Alembic may generate migrations here: it is loaded, or Flask-Migrate can load it."""
    return "alembic" in sys.modules or find_spec("flask_migrate") is not None


def _open_store(settings: Settings, folder: Path) -> Store:
    url = settings.database.url
    text = url.get_secret_value() if url is not None else f"sqlite:///{DATABASE_FILE}"
    return open_store(locate(text, folder), settings.database, redis=settings.redis)


def _publisher(app: Flask, settings: Settings, folder: Path, clock: Clock) -> Callable[[Event], None]:
    """Send signals, and record next to the key file that something has happened."""
    mark = None if settings.secret.key is not None else EventMark(folder / EVENT_MARK_FILE, clock)
    # Background threads refer to this: a strong reference would keep the application alive for ever.
    held = weakref.ref(app)

    def note_and_publish(event: Event) -> None:
        if mark is not None:
            mark.note()
        if (alive := held()) is not None:
            publish(alive, event)

    return note_and_publish


def _secret_key(settings: Settings, folder: Path, randomness: Randomness) -> SecretKey:
    if settings.secret.key is not None:
        return read_secret_key(settings.secret.key.get_secret_value())
    return open_secret_key(folder / KEY_FILE, randomness)
