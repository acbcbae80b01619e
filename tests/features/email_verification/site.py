"""An application that sends mails."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun.composition.services import Services
from daemun.mail.outbox import Outbox
from tests.builders import PASSWORD
from tests.features.mails.mailbox import Mailbox

ADDRESS = "minsu@example.kr"


class Site:
    """An application that sends mails."""

    def __init__(self, app: Flask, outbox: Outbox) -> None:
        self.app = app
        self.services: Services = app.extensions["daemun"]
        self.mailbox = Mailbox(self.services, outbox)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def post(self, path: str, body: dict[str, object], *, token: str | None = None) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client.post(f"/auth{path}", json=body, headers=headers)

    def register(
        self, username: str | None = None, *, email: str | None = ADDRESS, password: str = PASSWORD
    ) -> TestResponse:
        given = {"username": username, "email": email, "password": password}
        return self.post("/register", {name: value for name, value in given.items() if value is not None})

    def log_in(self, identifier: str, password: str = PASSWORD) -> int:
        return self.post("/login", {"identifier": identifier, "password": password}).status_code


MakeSite = Callable[..., Site]
