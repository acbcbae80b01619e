"""Who keeps no cookies is told so."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders import PASSWORD
from tests.pages.browser import a_browser, leads_to, register

NAVIGATING = {"Sec-Fetch-Mode": "navigate"}
SENT = {"identifier": "minsu", "password": PASSWORD, "next": "/orders?page=2"}


@pytest.fixture
def forgetful(app: Flask, browser: FlaskClient) -> FlaskClient:
    """A browser of somebody who has an account."""
    register(browser)
    forgetful = app.test_client(use_cookies=False)
    forgetful.environ_base = dict(a_browser(app).environ_base)
    return forgetful


def test_a_browser_without_cookies_says_so_instead_of_asking_for_ever(forgetful: FlaskClient) -> None:
    check = leads_to(forgetful.post("/login", data=SENT, headers=NAVIGATING))

    page = forgetful.get(check, headers=NAVIGATING)

    assert (page.status_code, "Your browser keeps no cookies." in page.text) == (400, True)
    assert 'href="/login?next=/orders?page%3D2"' in page.text


def test_a_browser_that_has_none_yet_goes_on(app: Flask, forgetful: FlaskClient) -> None:
    browser = a_browser(app)
    check = leads_to(browser.post("/login", data=SENT, headers=NAVIGATING))
    assert check.startswith("/login/cookies?")

    assert leads_to(browser.get(check, headers=NAVIGATING)) == "/orders?page=2"
    assert leads_to(browser.post("/login", data=SENT, headers=NAVIGATING)) == "/orders?page=2"
    assert leads_to(browser.get("/login/cookies?next=//evil.example")) == "/account"
