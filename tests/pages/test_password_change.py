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
    assert wrong.status_code == 401
    changed = browser.post("/account/password", data={"current_password": PASSWORD, "new_password": NEW})

    assert leads_to(changed) == "/account?notice=password_changed"
    assert browser.get("/account").status_code == 200
    assert leads_to(other.get("/account")) == "/login?next=/account"
