"""The second step of a login."""

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.testing import FrozenClock
from tests.builders import PASSWORD
from tests.cookie_names import ACCESS_COOKIE
from tests.pages.apps import add_app
from tests.pages.browser import a_browser, leads_to, register

CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}
FORM = "/login/second-factor?next=/orders"


@pytest.fixture
def phone(app: Flask, browser: FlaskClient, frozen_clock: FrozenClock) -> pyotp.TOTP:
    register(browser)
    return add_app(browser, frozen_clock)


def begin(browser: FlaskClient) -> str:
    return leads_to(browser.post("/login", data={**CREDENTIALS, "next": "/orders"}))


def test_the_code_of_the_app_finishes_the_login(
    app: Flask, phone: pyotp.TOTP, frozen_clock: FrozenClock
) -> None:
    browser = a_browser(app)

    assert begin(browser) == FORM
    assert browser.get_cookie(ACCESS_COOKIE) is None
    page = browser.get(FORM).text
    assert 'autocomplete="one-time-code"' in page
    assert 'name="next" value="/orders"' in page
    wrong = browser.post(FORM, data={"code": "000000", "next": "/orders"})
    assert (wrong.status_code, 'id="code-error"' in wrong.text) == (401, True)
    code = phone.at(frozen_clock.now())
    # As the app shows it.
    right = browser.post(FORM, data={"code": f"{code[:3]} {code[3:]}", "next": "/orders"})

    assert leads_to(right) == "/orders"
    assert browser.get("/account").status_code == 200


def test_a_login_that_took_too_long_begins_anew_and_keeps_where_it_goes(
    app: Flask, phone: pyotp.TOTP, frozen_clock: FrozenClock
) -> None:
    browser = a_browser(app)
    begin(browser)
    frozen_clock.tick(minutes=6)

    late = browser.post(FORM, data={"code": phone.at(frozen_clock.now()), "next": "/orders"})

    assert leads_to(late) == "/login?notice=attempt_ended&next=/orders"
    assert leads_to(browser.get(FORM)) == "/login?notice=attempt_ended&next=/orders"


def test_of_two_tabs_the_second_goes_on_where_it_wanted_to(
    app: Flask, phone: pyotp.TOTP, frozen_clock: FrozenClock
) -> None:
    browser = a_browser(app)
    begin(browser)
    browser.post(FORM, data={"code": phone.at(frozen_clock.now()), "next": "/orders"})

    assert leads_to(browser.get("/login/second-factor?next=/cart")) == "/cart"


def test_a_device_that_is_trusted_is_asked_no_more_until_its_owner_removes_it(
    app: Flask, phone: pyotp.TOTP, frozen_clock: FrozenClock
) -> None:
    browser = a_browser(app)
    browser.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Safari/604.1"
    form = begin(browser)
    assert 'name="trust_device"' in browser.get(form).text
    browser.post(form, data={"code": phone.at(frozen_clock.now()), "trust_device": "1", "next": "/orders"})
    browser.post("/logout")

    assert begin(browser) == "/orders"
    account = browser.get("/account").text
    button = account.partition('action="/account/trusted-devices/')[2].partition('"')[0]
    removed = browser.post(f"/account/trusted-devices/{button}")
    assert leads_to(removed) == "/account?notice=device_not_trusted"
    browser.post("/logout")

    assert begin(browser) == FORM
