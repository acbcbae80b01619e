"""Test kit for applications that use Daemun: a frozen clock, a mailbox, and pytest fixtures.

    # conftest.py
    pytest_plugins = ["daemun.testing"]

    @pytest.fixture
    def app(frozen_clock, outbox, tmp_path):
        return make_app(Daemun(clock=frozen_clock, mailer=outbox), instance_path=tmp_path)

    # test_articles.py
    def test_an_editor_may_write(daemun_user, log_in_as):
        assert log_in_as(daemun_user).post("/articles", json={...}).status_code == 201

The application's own `app` fixture provides the Flask application with Daemun. For another application, pass
`app=` to `log_in_as` and `mint_token`.
"""

from base64 import b32decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.clock import whole_milliseconds
from daemun.composition.services import Services
from daemun.features.sessions.model import IssuedTokens
from daemun.features.sessions.policy import proven_by
from daemun.features.tokens.service import Tokens
from daemun.features.totp.policy import code_at, step_at
from daemun.features.users.model import User
from daemun.http.cookies import access_cookie, refresh_cookie
from daemun.http.settings import TransportSettings
from daemun.mail.outbox import Outbox
from daemun.problem import FieldError
from daemun.randomness import SystemRandomness, random_id
from daemun.validation import ValidationFailed
from daemun.virtual_passkey import VirtualPasskey

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""The initial time of `frozen_clock`."""


class FrozenClock:
    """A clock that moves only when a test moves it. Thread-safe."""

    def __init__(self, start: datetime = START) -> None:
        self._now = whole_milliseconds(start)
        self._lock = Lock()

    def now(self) -> datetime:
        """Its current instant: aware, UTC."""
        return self._now

    def tick(self, **step: float) -> datetime:
        """Move by `timedelta(**step)`, also backwards; return the new instant."""
        with self._lock:
            self._now = whole_milliseconds(self._now + timedelta(**step))
            return self._now


class ProfileNeeded(AssertionError):
    """The application's `profile=` requires more, or other values, than `daemun_profile` provides."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        faults = ", ".join(f"{error.pointer} {error.code}" for error in errors)
        super().__init__(
            f"daemun_user does not fit the application: {faults}. Write a fixture named daemun_profile"
            " in your conftest.py that returns the members of the profile."
        )


class LogInAs(Protocol):
    """Opens a session without authenticating; returns a client whose requests carry its access token."""

    def __call__(
        self, user: User, *, amr: tuple[str, ...] = ("pwd",), scope: str = "", app: Flask | None = None
    ) -> FlaskClient:
        """app: an application other than the `app` fixture's."""


class MintToken(Protocol):
    """Signs an access token with any contents, without a session."""

    def __call__(
        self,
        user: User,
        *,
        roles: tuple[str, ...] = (),
        scope: str = "",
        amr: tuple[str, ...] = ("pwd",),
        proved: timedelta = timedelta(0),
        app: Flask | None = None,
    ) -> str:
        """proved: how long ago the user authenticated. app: an application other than the `app` fixture's."""


class OneTimeCode(Protocol):
    """Enrolls an authenticator app for a user on the first call; returns a code of it on each call."""

    def __call__(self, user: User, *, app: Flask | None = None) -> str:
        """A valid code that was not returned before. Each moment has two; move a frozen clock by half a
        minute for more. app: an application other than the `app` fixture's.
        """


class NoCodeLeft(AssertionError):
    """Every code of this moment was returned already."""

    def __init__(self) -> None:
        super().__init__("every code of this moment was used: frozen_clock.tick(seconds=30)")


@dataclass
class _App:
    """An authenticator app."""

    secret: bytes
    next_step: int

    def code(self, *, newest: int) -> str:
        if self.next_step > newest:
            raise NoCodeLeft
        step, self.next_step = self.next_step, self.next_step + 1
        return code_at(self.secret, step)


@pytest.fixture
def frozen_clock() -> FrozenClock:
    """A clock at START: give it to `Daemun(clock=...)`."""
    return FrozenClock()


@pytest.fixture
def outbox() -> Outbox:
    """A mailbox: give it to `Daemun(mailer=...)`. Mails arrive from a thread: `outbox.wait_for(1)`."""
    return Outbox()


@pytest.fixture
def daemun_profile() -> Mapping[str, object]:
    """The profile of `daemun_user`. Override this fixture if your profile has required fields."""
    return {}


@pytest.fixture
def daemun_user(app: Flask, daemun_profile: Mapping[str, object]) -> User:
    """A user named `minsu`, without a password."""
    services = _services(app)
    known_by = services.settings.users.identifiers
    try:
        user = services.users.draft(
            username="minsu" if "username" in known_by else None,
            email="minsu@example.com" if "email" in known_by else None,
            profile=daemun_profile,
        )
    except ValidationFailed as refused:
        raise ProfileNeeded(refused.errors) from None
    services.users.add(user)
    return user


@pytest.fixture
def virtual_passkey() -> VirtualPasskey:
    """A passkey in software: `create(options)` and `get(options)` return what goes into `response`."""
    return VirtualPasskey()


@pytest.fixture
def daemun_browser(app: Flask) -> FlaskClient:
    """A client that behaves like a browser on the application's own pages; not logged in."""
    client = app.test_client()
    _be_a_browser(client)
    return client


@pytest.fixture
def log_in_as(app: Flask) -> LogInAs:
    """`log_in_as(user)`: a client that is logged in."""
    usual = app

    def log_in(
        user: User, *, amr: tuple[str, ...] = ("pwd",), scope: str = "", app: Flask | None = None
    ) -> FlaskClient:
        services = _services(app or usual)
        tokens = services.sessions.open_for(user, amr=amr, scope=scope)
        client = (app or usual).test_client()
        if services.settings.reads_cookies:
            _be_a_browser(client)
            _take_cookies(client, tokens, services.settings.transport)
        else:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {tokens.access_token.text}"
        return client

    return log_in


@pytest.fixture
def mint_token(app: Flask) -> MintToken:
    """`mint_token(user, roles=...)`: the text of an access token."""
    usual = app

    def mint(
        user: User,
        *,
        roles: tuple[str, ...] = (),
        scope: str = "",
        amr: tuple[str, ...] = ("pwd",),
        proved: timedelta = timedelta(0),
        app: Flask | None = None,
    ) -> str:
        services = _services(app or usual)
        clock, randomness = services.web.clock, SystemRandomness()
        tokens = Tokens(services.keys, services.settings.tokens, clock, randomness)
        tokens.get_ready()
        proven = proven_by(amr)
        return tokens.issue_access_token(
            user.id,
            random_id(randomness),
            username=user.username,
            roles=roles,
            scope=scope,
            authenticated_at=clock.now() - proved,
            factor_proven_at=clock.now() - proved if proven.has_factor else None,
            amr=proven.amr,
            acr=proven.acr,
            extra={},
        ).text

    return mint


@pytest.fixture
def one_time_code(app: Flask) -> OneTimeCode:
    """`one_time_code(user)`: a code of an authenticator app, for `POST /login/totp`."""
    usual = app
    apps: dict[tuple[int, str], _App] = {}

    def code(user: User, *, app: Flask | None = None) -> str:
        services = _services(app or usual)
        window, now = services.settings.totp.window, step_at(services.web.clock.now())
        held = apps.get((id(services), user.id))
        if held is None:
            held = apps[id(services), user.id] = _add_app(services, user, step=now - window)
        held.next_step = max(held.next_step, now - window)
        return held.code(newest=now + window)

    return code


def _add_app(services: Services, user: User, *, step: int) -> _App:
    """Store an authenticator app as confirmed, without the effects of enrolling it."""
    begun = services.totp.begin(user.id, None)
    secret = b32decode(begun.secret)
    with services.store.batches.batch():
        services.totp.confirm(user.id, begun.id, code_at(secret, step))
    return _App(secret, step + 1)


def _be_a_browser(client: FlaskClient) -> None:
    """Send requests over https, as from the application's own pages."""
    client.environ_base["wsgi.url_scheme"] = "https"
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"


def _take_cookies(client: FlaskClient, tokens: IssuedTokens, transport: TransportSettings) -> None:
    """Set the cookies of a login on the client."""
    for name, value in {
        access_cookie(transport): tokens.access_token.text,
        refresh_cookie(transport): tokens.refresh_token,
    }.items():
        client.set_cookie(name, value, secure=True)


def _services(app: Flask) -> Services:
    return cast(Services, app.extensions["daemun"])
