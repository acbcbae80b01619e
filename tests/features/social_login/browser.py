"""A browser on its way to a provider and back."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun.features.audit.provider_events import ProviderFailed
from tests.features.social_login.elsewhere import Elsewhere

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
MINSU = {"sub": "minsu-1", "email": "minsu@example.kr", "email_verified": True}


def leave(client: FlaskClient, query: str = "", *, provider: str = "school") -> str:
    """Press the button: where the browser is sent."""
    answer = client.get(f"/auth/login/with/{provider}{query}", base_url="https://shop.example")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def come_back(client: FlaskClient, address: str) -> TestResponse:
    return client.get(address, base_url="https://shop.example")


def log_in_with(client: FlaskClient, elsewhere: Elsewhere, query: str = "", **claims: object) -> TestResponse:
    """All of it, as somebody who agrees there."""
    return come_back(client, elsewhere.approve(leave(client, query), **(MINSU | claims)))


def me(client: FlaskClient) -> TestResponse:
    return client.get("/auth/me", base_url="https://shop.example")


def change(client: FlaskClient, method: str, path: str, **body: object) -> TestResponse:
    """Call something from our own page."""
    return client.open(
        f"/auth{path}",
        method=method,
        base_url="https://shop.example",
        headers=SAME_ORIGIN,
        json=body or None,
    )


def failures(app: Flask) -> list[object]:
    """Why logins with providers came to nothing, as the trail tells it."""
    trail = app.extensions["daemun"].store.audit.list_page()
    return [each.details["reason"] for each in trail if each.name == ProviderFailed.name]
