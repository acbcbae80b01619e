"""Tokens go the way that those of the request came."""

from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun import Daemun
from daemun.http.cookie_answers import answers_in_cookies
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.cookie_names import ACCESS_COOKIE, REFRESH_COOKIE
from tests.pages.browser import a_browser, register

CREDENTIALS = {"username": "minsu", "password": PASSWORD}


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(Daemun(pages=True))


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    browser = a_browser(app)
    register(browser)
    return browser


def said(answer: TestResponse) -> dict[str, Any]:
    return dict(answer.json or {})


def claims(token: str) -> dict[str, object]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def test_beside_pages_programs_get_their_tokens_in_bodies(app: Flask) -> None:
    program = app.test_client()
    program.post("/auth/register", json=CREDENTIALS)

    login = program.post("/auth/login", json=CREDENTIALS)
    refreshed = program.post("/auth/refresh", json={"refresh_token": said(login)["refresh_token"]})
    bearer = {"Authorization": f"Bearer {said(refreshed)['access_token']}"}
    proven = program.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=bearer)

    for answer in (login, refreshed, proven):
        assert "Set-Cookie" not in answer.headers
        assert claims(said(answer)["access_token"])["username"] == "minsu"
    assert "Clear-Site-Data" not in program.post("/auth/logout", headers=bearer).headers


@pytest.mark.requirement("CK-02", "CK-08")
@pytest.mark.parametrize(
    ("path", "body"), [("/auth/reauthenticate", {"password": PASSWORD}), ("/auth/refresh", None)]
)
def test_who_sends_cookies_gets_cookies(browser: FlaskClient, path: str, body: dict[str, str] | None) -> None:
    answer = browser.post(path, json=body) if body else browser.post(path)

    assert answer.status_code == 200
    assert "access_token" not in said(answer)
    cookie = browser.get_cookie(ACCESS_COOKIE)
    assert cookie is not None
    assert "username" not in claims(cookie.value)
    assert browser.get("/account").status_code == 200


@pytest.mark.requirement("CS-01")
def test_another_site_refreshes_nothing_by_cookie(browser: FlaskClient) -> None:
    before = browser.get_cookie(REFRESH_COOKIE)

    assert browser.post("/auth/refresh", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.get_cookie(REFRESH_COOKIE) == before


def test_a_program_in_a_page_refreshes_its_own_session_and_not_that_of_the_cookies(
    browser: FlaskClient,
) -> None:
    own = said(browser.post("/auth/login", json=CREDENTIALS))

    refreshed = said(browser.post("/auth/refresh", json={"refresh_token": own["refresh_token"]}))

    assert refreshed["session_id"] == own["session_id"]
    assert "access_token" in refreshed


def test_outside_of_requests_nothing_is_in_cookies(app: Flask) -> None:
    with app.app_context():
        assert not answers_in_cookies()
