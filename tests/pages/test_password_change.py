"""A new password of one's own."""

from flask import Flask
from flask.testing import FlaskClient

from tests.builders import PASSWORD
from tests.pages.browser import a_browser, leads_to, register

NEW = "bom-sandal-gureum-1357"
CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}


def test_a_new_password_ends_the_other_devices(app: Flask, browser: FlaskClient) -> None:
    register(browser)
    other = a_browser(app)
    other.post("/login", data=CREDENTIALS)

    wrong = browser.post("/account/password", data={"current_password": "x" * 20, "new_password": NEW})
    assert (wrong.status_code, 'id="current_password-error"' in wrong.text) == (401, True)
    assert "This is not your password." in wrong.text
    changed = browser.post("/account/password", data={"current_password": PASSWORD, "new_password": NEW})

    assert leads_to(changed) == "/account?notice=password_changed"
    assert browser.get("/account").status_code == 200
    assert leads_to(other.get("/account")) == "/login?next=/account"


def test_who_must_choose_a_password_can_log_out_instead(app: Flask, browser: FlaskClient) -> None:
    register(browser)
    browser.post("/logout")
    with app.app_context():
        services = app.extensions["daemun"]
        temporary = services.passwords.set_temporary(services.users.find_by_username("minsu")).text
    browser.post("/login", data={"identifier": "minsu", "password": temporary})

    form = browser.get("/account/password").text

    assert ('href="/account"' in form, 'action="/logout"' in form) == (False, True)
    assert leads_to(browser.post("/logout")) == "/login?notice=logged_out"
