"""People with second factors, over HTTP."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun.testing import FrozenClock
from tests.builders import PASSWORD
from tests.features.totp.app import AuthenticatorApp


def begin_login(app: Flask, name: str = "minsu", **members: object) -> TestResponse:
    """The first step."""
    login = {"username": name, "password": PASSWORD, **members}
    return app.test_client().post("/auth/login", json=login)


def attempt_of(app: Flask, name: str = "minsu") -> str:
    """What the first step gave."""
    asked = begin_login(app, name)
    assert asked.status_code == 401, asked.text
    return str(asked.get_json()["login_attempt"])


def as_bearer(app: Flask, answer: TestResponse) -> FlaskClient:
    """A client of the session that an answer opened."""
    assert answer.status_code in (200, 201), answer.text
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {answer.get_json()['access_token']}"
    return client


def add_app(
    app: Flask, person: FlaskClient, clock: FrozenClock
) -> tuple[AuthenticatorApp, FlaskClient, dict[str, Any]]:
    """The app, the session that has proven it, and what the confirmation answered. The next code is good."""
    begun = person.post("/auth/me/totp").get_json()
    phone = AuthenticatorApp(begun["secret"], clock)
    answer = person.post("/auth/me/totp/confirm", json={"id": begun["id"], "code": phone.code()})
    clock.tick(seconds=30)
    return phone, as_bearer(app, answer), answer.get_json()


def factors_of(person: FlaskClient) -> list[dict[str, Any]]:
    """As listed."""
    listed: list[dict[str, Any]] = person.get("/auth/me/factors").get_json()["factors"]
    return listed
