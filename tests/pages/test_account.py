"""What people do with their account."""

import json

from flask import Flask
from flask.testing import FlaskClient

from daemun.testing import FrozenClock
from tests.builders import PASSWORD
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

    for path in ("/account/sessions/end-others", "/account/delete"):
        assert leads_to(browser.post(path)) == "/login/confirm?next=/account"


def test_the_copy_has_what_is_stored(browser: FlaskClient) -> None:
    register(browser)

    answer = browser.get("/account/export")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "minsu" in json.dumps(answer.json)
    assert answer.headers["Cache-Control"] == "no-store"
