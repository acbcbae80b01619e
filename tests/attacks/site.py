"""A site to attack: an application with Daemun, a frozen clock, users whose password is hashed once."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Flask

from daemun import Daemun
from daemun.composition.services import Services
from daemun.features.audit.model import RecordedEvent
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.settings import PasswordSettings
from daemun.features.sessions.model import IssuedTokens
from daemun.features.users.model import User
from daemun.testing import FrozenClock

PASSWORD = "seven-lamps-over-the-river"
NEW_PASSWORD = "a-kettle-beside-nine-pines"
WRONG_PASSWORD = "not-the-lamps-of-the-river"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}

Answer = Any
"""A response of Flask's test client: its type has no public name, and its `json` may be None."""

Client = Any
"""A `FlaskClient` whose answers are `Answer`."""


@cache
def hash_of(password: str) -> str:
    return Hasher(PasswordSettings()).hash(password)


@dataclass
class Site:
    app: Flask
    clock: FrozenClock

    @property
    def services(self) -> Services:
        return cast(Services, self.app.extensions["daemun"])

    def client(self) -> Client:
        """A client without a jar: cookies are sent where a test says so."""
        return self.app.test_client(use_cookies=False)

    def browser(self) -> Client:
        """A client that keeps cookies, over https."""
        browser = self.app.test_client()
        browser.environ_base["wsgi.url_scheme"] = "https"
        browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return browser

    def add_user(
        self, username: str | None = "minsu.kim", *, email: str | None = None, password: str = PASSWORD
    ) -> User:
        services = self.services
        user = services.users.draft(username=username, email=email, profile={})
        with services.store.batches.batch():
            services.users.add(user)
            services.passwords.add(user.id, hash_of(password))
        return user

    def log_in_as(self, user: User, *, amr: tuple[str, ...] = ("pwd",), scope: str = "") -> IssuedTokens:
        return self.services.sessions.open_for(user, amr=amr, scope=scope)

    def bearer(self, user: User, *, amr: tuple[str, ...] = ("pwd",), scope: str = "") -> dict[str, str]:
        return bearer(self.log_in_as(user, amr=amr, scope=scope).access_token.text)

    def log_in(
        self,
        username: str = "minsu.kim",
        password: str = PASSWORD,
        *,
        address: str = "192.0.2.1",
        **headers: str,
    ) -> Answer:
        return self.client().post(
            "/auth/login",
            json={"username": username, "password": password},
            headers=headers,
            environ_base={"REMOTE_ADDR": address},
        )

    def events(self, name: str | None = None) -> list[RecordedEvent]:
        """Recorded so far, oldest first."""
        found = self.services.store.audit.list_page(limit=1000)
        return [event for event in reversed(found) if name is None or event.name == name]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


MakeSite = Callable[..., Site]


@contextmanager
def sites(folder: Path) -> Iterator[MakeSite]:
    """A function that makes sites; what they opened is closed at the end."""
    made: list[Site] = []

    def make(
        config: Mapping[str, object] | None = None,
        *,
        options: Mapping[str, Any] | None = None,
        **settings: object,
    ) -> Site:
        """settings: such as `transport_cookies=True`. options: for `Daemun(...)`."""
        clock = FrozenClock()
        home = folder / f"site-{len(made)}"
        app = Flask("site", instance_path=str(home), static_folder=None)
        app.config.update(config or {})
        app.config.update({f"DAEMUN_{name.upper()}": value for name, value in settings.items()})
        Daemun(app, clock=clock, **(options or {}))
        site = Site(app, clock)
        made.append(site)
        return site

    try:
        yield make
    finally:
        for site in made:
            site.services.close()


def addresses(site: Site) -> list[tuple[str, str]]:
    """Method and path of everything that is mounted: new routes come by themselves."""
    return sorted(
        (method, rule.rule.replace("<session_id>", "x"))
        for rule in site.app.url_map.iter_rules()
        for method in rule.methods or ()
    )
