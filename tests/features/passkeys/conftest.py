"""A site with somebody on it who has a password, and a passkey in hand."""

from typing import Any, TypeAlias

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun import Daemun
from daemun.features.audit.model import RecordedEvent
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from daemun.virtual_passkey import VirtualPasskey
from tests.applications import MakeApp
from tests.builders import PASSWORD

Json: TypeAlias = dict[str, Any]


class Browser:
    """Somebody at a page of the shop."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.config.update(SERVER_NAME="shop.example", PREFERRED_URL_SCHEME="https")
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Chrome/156.0"

    def post(self, path: str, body: object = None, *, status: int | None = 200) -> Json:
        answer = self.client.post(f"/auth{path}", **({} if body is None else {"json": body}))
        if status is not None:
            assert answer.status_code == status, answer.text
        read: Json = answer.get_json()
        return read

    def register(self, username: str = "minsu") -> None:
        account = {"username": username, "email": f"{username}@example.kr", "password": PASSWORD}
        self.take(self.post("/register", account, status=201))

    def log_in(self, username: str = "minsu", *, status: int = 200) -> Json:
        given = {"username": username, "password": PASSWORD}
        answer = self.post("/login", given, status=status)
        if status == 200:
            self.take(answer)
        return answer

    def take(self, tokens: Json) -> None:
        """Carry the access token from now on."""
        self.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {tokens['access_token']}"

    def forget(self) -> None:
        """Be a stranger again."""
        self.client.environ_base.pop("HTTP_AUTHORIZATION", None)

    def add(self, passkey: VirtualPasskey, **more: object) -> Json:
        response = passkey.create(self.post("/me/passkeys/options"))
        added = self.post("/me/passkeys", {"response": response, **more}, status=201)
        self.take(added)
        return added

    def use(self, passkey: VirtualPasskey, *, status: int = 200, **more: object) -> Json:
        response = passkey.get(self.post("/passkey/options"))
        return self.post("/passkey", {"response": response, **more}, status=status)

    def me(self) -> TestResponse:
        return self.client.get("/auth/me")

    def session(self) -> Json:
        """As the list of sessions has it."""
        sessions = self.client.get("/auth/sessions").get_json()["sessions"]
        current: Json = next(session for session in sessions if session["current"])
        return current

    def passkey_id(self) -> str:
        """Of the passkey of minsu that was added first."""
        services = self.app.extensions["daemun"]
        return str(services.passkeys.list_of(services.users.find_by_username("minsu").id)[0].id)

    def events(self, name: str) -> list[RecordedEvent]:
        found = self.app.extensions["daemun"].store.audit.list_latest
        user = self.app.extensions["daemun"].users.find_by_username("minsu")
        return list(found(user.id, name=name, limit=50))


@pytest.fixture
def app(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    return make_app(
        Daemun(clock=frozen_clock, mailer=outbox),
        mail_sender="책방 <login@shop.example>",
        users_email_verification="off",
    )


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Minsu is logged in."""
    browser = Browser(app)
    browser.register()
    return browser


@pytest.fixture
def passkey(browser: Browser) -> VirtualPasskey:
    """Minsu's own, added; nobody is logged in."""
    passkey = VirtualPasskey()
    browser.add(passkey)
    browser.forget()
    return passkey
