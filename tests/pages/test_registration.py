"""A new account, with and without a mail."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.mail.outbox import Outbox
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.pages.apps import typed
from tests.pages.browser import a_browser, code_in, leads_to, register

TYPED = {"username": "", "email": "minsu@example.kr", "password": PASSWORD, "next": "/account/password"}


def test_a_new_person_is_logged_in_at_once(browser: FlaskClient) -> None:
    assert leads_to(register(browser)) == "/account"
    assert "minsu" in browser.get("/account").text


def test_a_mistake_stands_beside_its_field_and_the_rest_is_kept(browser: FlaskClient) -> None:
    answer = browser.post("/register", data={"username": "minsu", "password": "short"})

    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert 'aria-describedby="password-error password-hint"' in answer.text
    assert 'value="minsu"' in answer.text
    assert "short" not in answer.text.replace("too short", "")


def test_a_taken_name_is_named_at_its_field(app: Flask, browser: FlaskClient) -> None:
    register(browser)

    answer = register(a_browser(app))

    assert answer.status_code == 409
    assert 'id="username-error"' in answer.text


def test_a_code_from_the_mail_finishes_the_registration(mailing_app: Flask, outbox: Outbox) -> None:
    browser = a_browser(mailing_app)

    form = leads_to(browser.post("/register", data=TYPED))
    assert form == "/register/confirm?next=/account/password"
    assert 'autocomplete="one-time-code"' in browser.get(form).text
    (mail,) = outbox.wait_for()
    wrong = browser.post("/register/confirm", data={"code": "00000000", "next": "/account/password"})
    assert (wrong.status_code, 'id="code-error"' in wrong.text) == (401, True)
    finished = browser.post(
        "/register/confirm", data={"code": code_in(mail.text), "next": "/account/password"}
    )

    assert leads_to(finished) == "/account/password"
    assert "minsu@example.kr" in browser.get("/account").text


def test_a_link_from_the_mail_finishes_it_in_another_browser_too(mailing_app: Flask, outbox: Outbox) -> None:
    a_browser(mailing_app).post("/register", data=TYPED)
    (mail,) = outbox.wait_for()
    address = mail.text.partition("https://localhost")[2].split()[0]
    other = a_browser(mailing_app)

    assert address.startswith("/verify-email?token=")
    assert leads_to(other.get(address)) == "/verify-email"
    token = typed(other.get("/verify-email").text, "token")
    assert leads_to(other.post("/verify-email", data={"token": token})) == "/login?notice=verified"
    assert other.post("/verify-email", data={"token": token}).status_code == 400
    assert leads_to(other.post("/login", data={"identifier": TYPED["email"], "password": PASSWORD}))


def test_a_confirmation_without_a_registration_leads_back(browser: FlaskClient) -> None:
    assert leads_to(browser.get("/register/confirm")) == "/register"
    late = browser.post("/register/confirm?next=/orders", data={"code": "12345678"})
    assert leads_to(late) == "/login?notice=registration_ended&next=/orders"


@pytest.mark.parametrize("settings", [{}, {"passwords_composition": "kr-isms", "passwords_min_length": 8}])
def test_the_rules_of_the_settings_are_said_before_anybody_types(
    make_app: MakeApp, settings: dict[str, Any]
) -> None:
    page = a_browser(make_app(Daemun(pages=True), **settings)).get("/register").text

    assert f"At least {settings.get('passwords_min_length', 15)} characters." in page
    assert ("two kinds of characters" in page) is bool(settings)


def test_where_nobody_may_register_the_page_says_so(make_app: MakeApp) -> None:
    app = make_app(None, pages_enabled=True, transport_cookies=True, registration_enabled=False)
    browser = a_browser(app)

    assert "<form" not in browser.get("/register").text
    assert "/register" not in browser.get("/login").text
    assert register(browser).status_code == 403


@pytest.mark.parametrize("path", ["/verify-email", "/restore-email", "/invitation"])
def test_a_page_of_a_link_says_so_without_it(browser: FlaskClient, path: str) -> None:
    assert "open the link in the email" in browser.get(path).text
