"""Another address, and back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.mail.outbox import Outbox
from tests.builders import PASSWORD
from tests.pages.browser import a_browser, code_in, leads_to, link_in

CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}


@pytest.fixture
def logged_in(mailing_app: Flask, outbox: Outbox) -> FlaskClient:
    services = mailing_app.extensions["daemun"]
    with mailing_app.app_context():
        user = services.host_users.create(username="minsu", email="minsu@example.kr", password=PASSWORD)
        services.users.prove_email(user)
    browser = a_browser(mailing_app)
    leads_to(browser.post("/login", data=CREDENTIALS))
    outbox.clear()
    return browser


def change_email(browser: FlaskClient, outbox: Outbox) -> str:
    """Where the last step leads."""
    form = leads_to(browser.post("/account/email", data={"email": "new@example.kr"}))
    assert 'autocomplete="one-time-code"' in browser.get(form).text
    (mail,) = outbox.wait_for()
    outbox.clear()
    return leads_to(browser.post(form, data={"code": code_in(mail.text)}))


def test_the_code_from_the_new_address_changes_it(logged_in: FlaskClient, outbox: Outbox) -> None:
    assert "minsu@example.kr" in logged_in.get("/account/email").text

    assert change_email(logged_in, outbox) == "/account?notice=email_changed"

    assert "new@example.kr" in logged_in.get("/account").text


def test_who_came_to_change_it_from_elsewhere_goes_on_there(logged_in: FlaskClient, outbox: Outbox) -> None:
    assert 'name="next" value="/orders"' in logged_in.get("/account/email?next=/orders").text
    sent = logged_in.post("/account/email", data={"email": "new@example.kr", "next": "/orders"})
    assert leads_to(sent) == "/account/email/confirm?next=/orders"
    assert 'name="next" value="/orders"' in logged_in.get("/account/email/confirm?next=/orders").text

    code = {"code": code_in(outbox.wait_for()[0].text), "next": "/orders"}
    assert leads_to(logged_in.post("/account/email/confirm", data=code)) == "/orders"


def test_what_is_no_address_and_a_wrong_code_are_told_at_their_fields(logged_in: FlaskClient) -> None:
    wrong = logged_in.post("/account/email", data={"email": "nowhere"})
    assert (wrong.status_code, 'id="email-error"' in wrong.text) == (422, True)
    assert 'value="nowhere"' in wrong.text

    refused = logged_in.post("/account/email/confirm", data={"code": "00000000"})
    assert (refused.status_code, 'id="code-error"' in refused.text) == (401, True)


def test_the_old_address_takes_the_account_back(
    mailing_app: Flask, logged_in: FlaskClient, outbox: Outbox
) -> None:
    change_email(logged_in, outbox)
    (warning,) = outbox.wait_for()
    link = link_in(warning.text)
    owner = a_browser(mailing_app)

    assert link.startswith("/restore-email?token=")
    assert 'type="hidden" name="token"' in owner.get(link, follow_redirects=True).text
    assert logged_in.get("/account").status_code == 200
    restored = owner.post("/restore-email", data={"token": link.partition("token=")[2]})

    assert leads_to(restored) == "/forgot-password?notice=email_restored"
    assert leads_to(logged_in.get("/account")) == "/login?next=/account"
    assert owner.post("/login", data=CREDENTIALS).status_code == 401
    again = owner.post("/restore-email", data={"token": link.partition("token=")[2]})
    assert (again.status_code, "<form" in again.text) == (400, False)


@pytest.mark.parametrize(
    ("language", "over", "never"),
    [("en", "contact the people who run this service", "new one"), ("ko", "운영자에게 연락", "다시 요청")],
)
def test_a_way_back_that_is_over_sends_nobody_for_another_one(
    mailing_app: Flask, language: str, over: str, never: str
) -> None:
    browser = a_browser(mailing_app)
    token, wanted = {"token": "x" * 43}, {"Accept-Language": language}
    browser.get("/restore-email", query_string=token)

    opened = browser.get("/restore-email", headers=wanted)
    pressed = browser.post("/restore-email", data=token, headers=wanted)
    called = browser.post("/auth/email/restore", json=token, headers=wanted)

    for answer in (opened.text, pressed.text, called.get_json()["detail"]):
        assert over in answer
        assert never not in answer
