"""Once more before something sensitive."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun, login_required
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.cookie_names import ACCESS_COOKIE
from tests.pages.apps import add_app
from tests.pages.browser import a_browser, leads_to, register


def test_a_code_of_the_app_does_in_place_of_the_password(
    browser: FlaskClient, frozen_clock: FrozenClock
) -> None:
    register(browser)
    phone = add_app(browser, frozen_clock)
    frozen_clock.tick(minutes=11)

    form = leads_to(browser.get("/account/delete"))
    assert form == "/login/confirm?next=/account/delete"
    assert "/login/confirm?next=/account/delete&amp;by=code" in browser.get(form).text
    wrong = browser.post("/login/confirm", data={"code": "000000", "next": "/account/delete"})
    assert (wrong.status_code, 'id="code-error"' in wrong.text) == (401, True)
    code = phone.at(frozen_clock.now())

    assert leads_to(browser.post("/login/confirm", data={"code": code, "next": "/account/delete"})) == (
        "/account/delete"
    )


def test_something_sensitive_asks_for_the_password_and_goes_on(
    browser: FlaskClient, frozen_clock: FrozenClock
) -> None:
    register(browser)
    frozen_clock.tick(minutes=11)

    form = leads_to(browser.get("/account/delete"))
    assert form == "/login/confirm?next=/account/delete"
    assert browser.get(form).status_code == 200
    refused = browser.post("/login/confirm", data={"password": "not-my-password", "next": "/account/delete"})
    assert (refused.status_code, 'id="password-error"' in refused.text) == (401, True)
    assert 'value="/account/delete"' in refused.text
    passed = browser.post("/login/confirm", data={"password": PASSWORD, "next": "/account/delete"})

    assert leads_to(passed) == "/account/delete"
    assert browser.get("/account/delete").status_code == 200


def test_a_view_that_wants_a_fresh_proof_gets_it_and_nobody_goes_round_in_circles(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    @app.get("/vault")
    @login_required(max_age=timedelta(minutes=1))
    def vault() -> str:
        return "gold"

    browser = a_browser(app)
    browser.environ_base.update({"HTTP_ACCEPT": "text/html", "HTTP_SEC_FETCH_MODE": "navigate"})
    register(browser)
    frozen_clock.tick(minutes=5)

    login = leads_to(browser.get("/vault?door=2"))
    form = leads_to(browser.get(login))
    assert form == "/login/confirm?next=/vault?door%3D2"
    passed = browser.post(form, data={"password": PASSWORD})

    assert leads_to(passed) == "/vault?door=2"
    assert browser.get("/vault?door=2").text == "gold"


def test_a_view_that_wants_a_second_factor_leads_to_one_and_back(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    @app.get("/vault")
    @login_required(factors="mfa")
    def vault() -> str:
        return "gold"

    browser = a_browser(app)
    browser.environ_base.update({"HTTP_ACCEPT": "text/html", "HTTP_SEC_FETCH_MODE": "navigate"})
    register(browser)

    # Who has none adds one: the password once more would lead straight back, for ever.
    assert leads_to(browser.get(leads_to(browser.get("/vault")))) == "/account/totp?next=/vault"
    add_app(browser, frozen_clock)
    assert browser.get("/vault").text == "gold"

    with app.app_context():
        user = app.extensions["daemun"].users.find_by_username("minsu")
        tokens = app.extensions["daemun"].sessions.open_for(user, amr=["pwd"])
    weaker = a_browser(app)
    weaker.environ_base.update({"HTTP_ACCEPT": "text/html", "HTTP_SEC_FETCH_MODE": "navigate"})
    weaker.set_cookie(ACCESS_COOKIE, tokens.access_token.text, secure=True)
    assert leads_to(weaker.get(leads_to(weaker.get("/vault")))) == "/login/confirm?next=/vault&by=code"


def test_a_view_of_the_application_leads_who_must_do_something_first_there(
    make_app: MakeApp, frozen_clock: FrozenClock
) -> None:
    app = make_app(Daemun(clock=frozen_clock, pages=True), factors_required=True)
    app.add_url_rule("/orders", "orders", login_required(lambda: "your orders"))
    browser = a_browser(app)
    browser.environ_base.update({"HTTP_ACCEPT": "text/html", "HTTP_SEC_FETCH_MODE": "navigate"})
    register(browser)

    assert leads_to(browser.get("/orders?page=2")) == "/account/totp?next=/orders%3Fpage%3D2"
    script = browser.get("/orders", headers={"Accept": "application/json"})
    assert (script.status_code, code_of(script)) == (403, "factor_enrolment_required")
    add_app(browser, frozen_clock)

    assert browser.get("/orders").text == "your orders"


def test_who_must_add_a_factor_long_after_the_login_proves_it_first_and_is_not_led_in_a_circle(
    make_app: MakeApp, frozen_clock: FrozenClock
) -> None:
    app = make_app(Daemun(clock=frozen_clock, pages=True), factors_required=True)
    browser = a_browser(app)
    register(browser)
    frozen_clock.tick(minutes=11)

    form = leads_to(browser.get("/account/totp"))
    assert form == "/login/confirm?next=/account/totp"
    assert browser.get(form).status_code == 200
    proven = browser.post("/login/confirm", data={"password": PASSWORD, "next": "/account/totp"})

    assert leads_to(proven) == "/account/totp"
    add_app(browser, frozen_clock)
    assert browser.get("/account").status_code == 200
