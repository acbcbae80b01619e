"""What people do with their account."""

import json

from flask import Flask
from flask.testing import FlaskClient

from daemun.testing import FrozenClock
from tests.builders import PASSWORD
from tests.pages.browser import a_browser, leads_to, register

NEW = "bom-sandal-gureum-1357"
CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}


def test_a_new_password_ends_the_other_devices(app: Flask, browser: FlaskClient) -> None:
    register(browser)
    other = a_browser(app)
    other.post("/login", data=CREDENTIALS)

    wrong = browser.post("/account/password", data={"current_password": "x" * 20, "new_password": NEW})
    assert wrong.status_code == 401
    changed = browser.post("/account/password", data={"current_password": PASSWORD, "new_password": NEW})

    assert leads_to(changed) == "/account?notice=password_changed"
    assert browser.get("/account").status_code == 200
    assert leads_to(other.get("/account")) == "/login?next=/account"


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


def test_a_deleted_account_can_be_kept_in_time(browser: FlaskClient) -> None:
    register(browser)

    assert leads_to(browser.post("/account/delete")) == "/login?notice=deleted"
    assert leads_to(browser.get("/account")) == "/login?next=/account"
    browser.post("/login", data=CREDENTIALS)
    assert 'action="/account/undelete"' in browser.get("/account").text
    browser.post("/account/undelete")

    assert 'action="/account/undelete"' not in browser.get("/account").text
