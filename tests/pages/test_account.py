"""What people do with their account."""

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from daemun.testing import FrozenClock
from daemun.virtual_passkey import VirtualPasskey
from tests.builders import PASSWORD
from tests.pages.apps import add_app
from tests.pages.browser import a_browser, leads_to, register

CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}


def test_another_device_is_ended_by_its_button(app: Flask, browser: FlaskClient) -> None:
    register(browser)
    other = a_browser(app)
    other.post("/login", data=CREDENTIALS, headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"})

    page = browser.get("/account").text
    assert "Safari · iPhone" in page
    button = page.partition('action="/account/sessions/')[2].partition('"')[0]
    assert leads_to(browser.post(f"/account/sessions/{button}")) == "/account?notice=session_ended"

    assert other.get("/account").status_code == 303
    assert browser.post("/account/sessions/none-of-mine/end").status_code == 404


def test_all_other_devices_are_ended_at_once(app: Flask, browser: FlaskClient) -> None:
    register(browser)
    other = a_browser(app)
    other.post("/login", data=CREDENTIALS)

    browser.post("/account/sessions/end-others")

    assert (browser.get("/account").status_code, other.get("/account").status_code) == (200, 303)


def test_ending_a_device_needs_a_fresh_login(browser: FlaskClient, frozen_clock: FrozenClock) -> None:
    register(browser)
    frozen_clock.tick(minutes=11)

    assert leads_to(browser.post("/account/sessions/end-others")) == "/login/confirm?next=/account"
    assert leads_to(browser.post("/account/delete")) == "/login/confirm?next=/account/delete"


def test_each_device_says_how_it_was_logged_in(browser: FlaskClient, frozen_clock: FrozenClock) -> None:
    register(browser)
    add_app(browser, frozen_clock)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ko"

    assert "비밀번호 · 코드 · " in browser.get("/account").text.partition("로그인한 기기")[2]


def test_the_copy_has_what_is_stored(browser: FlaskClient) -> None:
    register(browser)

    answer = browser.get("/account/export")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "minsu" in json.dumps(answer.json)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_passkey_is_among_the_second_factors(app: Flask) -> None:
    app.config.update(SERVER_NAME="shop.example", PREFERRED_URL_SCHEME="https")
    person, passkey = app.test_client(), VirtualPasskey()

    def call(path: str, body: object) -> dict[str, Any]:
        answer: dict[str, Any] = person.post(f"/auth{path}", json=body).get_json()
        if "access_token" in answer:
            person.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {answer['access_token']}"
        return answer

    call("/register", {"username": "minsu", "password": PASSWORD})
    options = person.post("/auth/me/passkeys/options").get_json()
    call("/me/passkeys", {"response": passkey.create(options), "name": "my key"})

    page = person.get("/account", headers={"Accept-Language": "ko"}).text

    assert "my key" in page
    assert "패스키" in page
