""" "Do not ask again on this device", over HTTP, in both transports."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun.testing import FrozenClock, LogInAs
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.factors.people import add_app, as_bearer, begin_login, factors_of
from tests.features.totp.app import AuthenticatorApp

COOKIE = "__Host-daemun-trusted-device"
NEW_PASSWORD = "a-kettle-beside-nine-pines"


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    app = make_app()
    add_user(app.extensions["daemun"], password=PASSWORD)
    return app


@pytest.fixture
def phone(app: Flask, frozen_clock: FrozenClock) -> AuthenticatorApp:
    return add_app(app, as_bearer(app, begin_login(app)), frozen_clock)[0]


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["wsgi.url_scheme"] = "https"
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def log_in(browser: FlaskClient, password: str = PASSWORD) -> TestResponse:
    return browser.post("/auth/login", json={"username": "minsu", "password": password})


def trust(browser: FlaskClient, phone: AuthenticatorApp, *, trusts: bool = True) -> TestResponse:
    """Log in with both factors."""
    body = {"login_attempt": log_in(browser).get_json()["login_attempt"], "code": phone.code()}
    answer = browser.post("/auth/login/totp", json={**body, "trust_device": trusts})
    assert answer.status_code == 200, answer.text
    phone.clock.tick(seconds=30)  # type: ignore[attr-defined]
    return answer


@pytest.mark.requirement("MF-07")
def test_where_it_is_wished_no_code_is_asked_for_again(
    app: Flask, browser: FlaskClient, phone: AuthenticatorApp
) -> None:
    trusted = trust(browser, phone)

    (cookie,) = [line for line in trusted.headers.getlist("Set-Cookie") if line.startswith(COOKIE)]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict", "Max-Age=2592000"} <= set(cookie.split("; "))
    again = log_in(browser)
    assert again.status_code == 200
    # What nobody proved is not claimed.
    (session, *_) = as_bearer(app, again).get("/auth/sessions").get_json()["sessions"]
    assert session["amr"] == ["pwd"]


@pytest.mark.requirement("MF-07")
def test_it_never_stands_for_the_password(browser: FlaskClient, phone: AuthenticatorApp) -> None:
    trust(browser, phone)

    assert code_of(log_in(browser, "wrong")) == "invalid_credentials"


def test_where_it_is_not_wished_nothing_is_kept(browser: FlaskClient, phone: AuthenticatorApp) -> None:
    answer = trust(browser, phone, trusts=False)

    assert not any(line.startswith(COOKIE) for line in answer.headers.getlist("Set-Cookie"))
    assert code_of(log_in(browser)) == "second_factor_required"


def test_a_recovery_code_may_trust_a_device(
    app: Flask, browser: FlaskClient, frozen_clock: FrozenClock
) -> None:
    _, _, confirmed = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)
    body = {"login_attempt": log_in(browser).get_json()["login_attempt"], "trust_device": True}

    browser.post("/auth/login/recovery-code", json={**body, "code": confirmed["recovery_codes"][0]})

    assert log_in(browser).status_code == 200


def change_password(person: FlaskClient) -> None:
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert person.post("/auth/me/password", json=body).status_code == 200


def add_another(person: FlaskClient) -> None:
    clock = person.application.extensions["daemun"].web.clock
    assert add_app(person.application, person, clock)[2]


def remove_one(person: FlaskClient) -> None:
    add_another(person)
    newest = factors_of(person)[-1]["id"]
    assert person.delete(f"/auth/me/totp/{newest}").status_code == 204


def forget_it(person: FlaskClient) -> None:
    (device,) = person.get("/auth/me/trusted-devices").get_json()["trusted_devices"]
    assert person.delete(f"/auth/me/trusted-devices/{device['id']}").status_code == 204


@pytest.mark.requirement("MF-07")
@pytest.mark.parametrize(
    ("end", "password"),
    [
        (change_password, NEW_PASSWORD),
        (add_another, PASSWORD),
        (remove_one, PASSWORD),
        (forget_it, PASSWORD),
    ],
)
def test_trust_ends_with_any_change_of_password_or_factors(
    app: Flask,
    browser: FlaskClient,
    phone: AuthenticatorApp,
    log_in_as: LogInAs,
    end: Callable[[FlaskClient], None],
    password: str,
) -> None:
    trust(browser, phone)
    user = app.extensions["daemun"].users.find_by_username("minsu")

    end(log_in_as(user, amr=("pwd", "otp")))

    assert code_of(log_in(browser, password)) == "second_factor_required"


def test_trusted_devices_are_listed_for_their_owner(
    app: Flask, browser: FlaskClient, phone: AuthenticatorApp, log_in_as: LogInAs
) -> None:
    browser.environ_base["HTTP_USER_AGENT"] = "Browser 1.0"
    trusted = trust(browser, phone)
    headers = {"Authorization": f"Bearer {trusted.get_json()['access_token']}"}

    (device,) = browser.get("/auth/me/trusted-devices", headers=headers).get_json()["trusted_devices"]

    assert (device["device"], device["current"]) == ("Browser 1.0", True)
    stranger = log_in_as(add_user(app.extensions["daemun"], "jiwoo"))
    assert stranger.get("/auth/me/trusted-devices").get_json() == {"trusted_devices": []}
    assert code_of(stranger.delete(f"/auth/me/trusted-devices/{device['id']}")) == "not_found"
    user = app.extensions["daemun"].users.find_by_username("minsu")
    assert (
        log_in_as(user).get("/auth/me/trusted-devices").get_json()["trusted_devices"][0]["current"] is False
    )


@pytest.mark.requirement("MF-07")
def test_it_works_where_tokens_are_in_cookies(make_app: MakeApp, frozen_clock: FrozenClock) -> None:
    app = make_app(transport_cookies=True)
    add_user(app.extensions["daemun"], password=PASSWORD)
    browser = app.test_client()
    browser.environ_base["wsgi.url_scheme"] = "https"
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    log_in(browser)
    begun = browser.post("/auth/me/totp").get_json()
    phone = AuthenticatorApp(begun["secret"], frozen_clock)
    browser.post("/auth/me/totp/confirm", json={"id": begun["id"], "code": phone.code()})
    frozen_clock.tick(seconds=30)
    browser.post("/auth/logout")
    trust(browser, phone)
    browser.post("/auth/logout")

    assert log_in(browser).status_code == 200
    assert browser.get("/auth/me").status_code == 200
