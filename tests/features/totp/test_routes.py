"""Authenticator apps over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock, LogInAs
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.mails.mailbox import Mailbox
from tests.features.totp.app import AuthenticatorApp


@pytest.fixture
def app(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    app = make_app(Daemun(clock=frozen_clock, mailer=outbox), mail_sender="책방 <login@shop.example>")
    user = add_user(app.extensions["daemun"], password=PASSWORD)
    app.extensions["daemun"].users.prove_email(user)
    return app


@pytest.fixture
def mailbox(app: Flask, outbox: Outbox) -> Mailbox:
    return Mailbox(app.extensions["daemun"], outbox)


def begin_login(app: Flask) -> TestResponse:
    return app.test_client().post("/auth/login", json={"username": "minsu", "password": PASSWORD})


def as_bearer(app: Flask, answer: TestResponse) -> FlaskClient:
    assert answer.status_code == 200, answer.text
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {answer.get_json()['access_token']}"
    return client


def add_app(app: Flask, person: FlaskClient, clock: FrozenClock) -> tuple[AuthenticatorApp, FlaskClient]:
    """The app, and the session that has proven it."""
    begun = person.post("/auth/me/totp").get_json()
    phone = AuthenticatorApp(begun["secret"], clock)
    body = {"id": begun["id"], "code": phone.code()}
    person = as_bearer(app, person.post("/auth/me/totp/confirm", json=body))
    clock.tick(seconds=30)
    return phone, person


def factors_of(person: FlaskClient) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = person.get("/auth/me/factors").get_json()["factors"]
    return listed


@pytest.mark.requirement("TP-04")
def test_an_app_is_set_up_with_what_is_shown_once(app: Flask, frozen_clock: FrozenClock) -> None:
    person = as_bearer(app, begin_login(app))

    answer = person.post("/auth/me/totp", json={"name": "휴대전화"})

    begun = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert begun["expires_in"] == 900
    assert len(begun["secret"]) == 32
    assert begun["uri"] == (
        f"otpauth://totp/%EC%B1%85%EB%B0%A9:minsu?secret={begun['secret']}&issuer=%EC%B1%85%EB%B0%A9"
    )
    assert begun["qr_svg"].startswith("<svg ")
    body = {"id": begun["id"], "code": AuthenticatorApp(begun["secret"], frozen_clock).code()}
    confirmed = person.post("/auth/me/totp/confirm", json=body)
    person = as_bearer(app, confirmed)
    listing = person.get("/auth/me/factors")
    assert listing.get_json()["required"] is False
    assert factors_of(person) == [
        {
            "kind": "totp",
            "id": begun["id"],
            "name": "휴대전화",
            "created_at": "2026-11-23T09:00:00.000+00:00",
            "last_used_at": "2026-11-23T09:00:00.000+00:00",
        }
    ]
    assert begun["secret"] not in listing.text + person.get("/auth/me/export").text
    assert code_of(person.post("/auth/me/totp/confirm", json=body)) == "invalid_code"


@pytest.mark.requirement("MF-01")
def test_a_login_needs_both_steps(app: Flask, frozen_clock: FrozenClock) -> None:
    phone, _ = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)

    asked = begin_login(app)
    assert (asked.status_code, code_of(asked)) == (401, "second_factor_required")
    attempt = asked.get_json()["login_attempt"]
    assert asked.get_json()["factors"] == ["totp", "recovery_code"]
    ticket = app.test_client().get("/auth/me", headers={"Authorization": f"Bearer {attempt}"})
    assert ticket.status_code == 401
    client = app.test_client()
    wrong = client.post("/auth/login/totp", json={"login_attempt": attempt, "code": phone.wrong_code()})
    assert (wrong.status_code, code_of(wrong)) == (401, "invalid_code")

    done = client.post("/auth/login/totp", json={"login_attempt": attempt, "code": phone.code()})

    assert done.get_json()["device"]
    assert as_bearer(app, done).get("/auth/sessions").get_json()["sessions"][0]["amr"] == [
        *("pwd", "otp", "mfa")
    ]
    frozen_clock.tick(seconds=30)
    again = client.post("/auth/login/totp", json={"login_attempt": attempt, "code": phone.code()})
    assert code_of(again) == "login_attempt_ended"


@pytest.mark.requirement("TH-01")
def test_right_passwords_without_a_second_step_make_nobody_wait_and_forgive_nothing(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    add_app(app, as_bearer(app, begin_login(app)), frozen_clock)
    mistyped = {"username": "minsu", "password": "a-quiet-harbor-at-dusk"}

    codes = [code_of(app.test_client().post("/auth/login", json=mistyped)) for _ in range(4)]
    codes += [code_of(begin_login(app)) for _ in range(8)]
    codes += [code_of(app.test_client().post("/auth/login", json=mistyped)) for _ in range(2)]

    assert codes[4:12] == ["second_factor_required"] * 8
    assert codes[12:] == ["invalid_credentials", "too_many_tries"]


def test_it_works_in_cookies_and_not_from_other_sites(make_app: MakeApp, frozen_clock: FrozenClock) -> None:
    app = make_app(transport_cookies=True)
    add_user(app.extensions["daemun"], password=PASSWORD)
    browser = app.test_client()
    browser.environ_base["wsgi.url_scheme"] = "https"
    ours, theirs = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site"}
    login = {"username": "minsu", "password": PASSWORD}
    browser.post("/auth/login", json=login, headers=ours)
    assert code_of(browser.post("/auth/me/totp", headers=theirs)) == "cross_site_request"
    begun = browser.post("/auth/me/totp", headers=ours).get_json()
    phone = AuthenticatorApp(begun["secret"], frozen_clock)
    body = {"id": begun["id"], "code": phone.code()}
    assert code_of(browser.post("/auth/me/totp/confirm", json=body, headers=theirs)) == "cross_site_request"
    confirmed = browser.post("/auth/me/totp/confirm", json=body, headers=ours)
    assert "access_token" not in confirmed.get_json()
    assert browser.get("/auth/me/factors").get_json()["factors"][0]["id"] == begun["id"]

    browser.post("/auth/logout", headers=ours)
    attempt = browser.post("/auth/login", json=login, headers=ours).get_json()["login_attempt"]
    frozen_clock.tick(seconds=30)
    body = {"login_attempt": attempt, "code": phone.code()}
    assert code_of(browser.post("/auth/login/totp", json=body, headers=theirs)) == "cross_site_request"
    assert browser.post("/auth/login/totp", json=body, headers=ours).status_code == 200
    assert browser.get("/auth/me").status_code == 200


@pytest.mark.requirement("MF-03")
def test_a_session_older_than_ten_minutes_changes_nothing(app: Flask, frozen_clock: FrozenClock) -> None:
    _, person = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)
    services = app.extensions["daemun"]
    old = services.sessions.open_for(services.users.find_by_username("minsu"), amr=("pwd", "otp"))
    begun = person.post("/auth/me/totp").get_json()
    frozen_clock.tick(minutes=10)

    # A new token makes the proof no younger.
    refreshed = {"refresh_token": old.refresh_token}
    person = as_bearer(app, app.test_client().post("/auth/refresh", json=refreshed))
    factor = factors_of(person)[0]["id"]
    body = {"id": begun["id"], "code": AuthenticatorApp(begun["secret"], frozen_clock).code()}
    refused = [
        person.post("/auth/me/totp"),
        person.post("/auth/me/totp/confirm", json=body),
        person.delete(f"/auth/me/totp/{factor}"),
    ]

    assert [code_of(answer) for answer in refused] == ["fresh_login_required"] * 3
    assert [each["id"] for each in factors_of(person)] == [factor]


@pytest.mark.requirement("MF-03")
@pytest.mark.requirement("MF-06")
def test_an_app_is_removed_by_who_has_proven_it(
    app: Flask, frozen_clock: FrozenClock, log_in_as: LogInAs
) -> None:
    _, person = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)
    factor = factors_of(person)[0]["id"]
    services = app.extensions["daemun"]
    only_password = log_in_as(services.users.find_by_username("minsu"))
    stranger = log_in_as(add_user(services, "jiwoo"), amr=("pwd", "otp"))

    refused = only_password.delete(f"/auth/me/totp/{factor}")
    assert (code_of(refused), refused.get_json()["factors"]) == ("stronger_login_required", ["totp"])
    assert code_of(stranger.delete(f"/auth/me/totp/{factor}")) == "not_found"
    assert person.delete(f"/auth/me/totp/{factor}").status_code == 204

    assert factors_of(person) == []
    assert begin_login(app).status_code == 200


@pytest.mark.requirement("MF-03")
def test_the_first_app_ends_other_sessions_and_its_owner_hears_of_both(
    app: Flask, frozen_clock: FrozenClock, mailbox: Mailbox
) -> None:
    elsewhere = as_bearer(app, begin_login(app))
    _, person = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)

    assert code_of(elsewhere.get("/auth/me")) == "token_revoked"
    assert mailbox.newest().subject == "A second factor was added to your account on 책방"
    assert "authenticator app" in mailbox.newest().text
    person.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ko"
    person.delete(f"/auth/me/totp/{factors_of(person)[0]['id']}")
    assert mailbox.newest().subject == "책방 계정에서 추가 인증 수단이 삭제되었어요"


@pytest.mark.requirement("TH-11")
def test_its_owner_hears_of_a_first_code_from_another_device(
    app: Flask, frozen_clock: FrozenClock, mailbox: Mailbox
) -> None:
    phone, _ = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)
    elsewhere = app.test_client()
    elsewhere.environ_base |= {"REMOTE_ADDR": "198.51.100.9", "HTTP_USER_AGENT": "curl/8.9"}
    login = {"username": "minsu", "password": PASSWORD}
    attempt = elsewhere.post("/auth/login", json=login).get_json()["login_attempt"]
    before = len(mailbox.all())

    elsewhere.post("/auth/login/totp", json={"login_attempt": attempt, "code": phone.code()})

    (mail,) = mailbox.all()[before:]
    assert "curl/8.9" in mail.text


@pytest.mark.parametrize(
    "body", [{}, {"login_attempt": "a"}, {"login_attempt": 1, "code": "123456"}, {"code": "1", "x": 1}]
)
def test_a_wrong_shape_is_told(app: Flask, body: dict[str, object]) -> None:
    answer = app.test_client().post("/auth/login/totp", json=body)

    assert (answer.status_code, code_of(answer)) == (422, "validation_failed")


def test_the_lifetime_of_an_enrolment_is_a_setting(make_app: MakeApp) -> None:
    app = make_app(totp_enrolment_lifetime=timedelta(minutes=2))
    add_user(app.extensions["daemun"], password=PASSWORD)

    assert as_bearer(app, begin_login(app)).post("/auth/me/totp").get_json()["expires_in"] == 120
