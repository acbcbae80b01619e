"""A new password of one's own."""

from flask import Flask
from flask.testing import FlaskClient

from daemun.mail.outbox import Outbox
from tests.builders import PASSWORD
from tests.features.social_login.elsewhere import Elsewhere
from tests.pages.browser import a_browser, code_in, leads_to, log_in_with_school, register

NEW = "bom-sandal-gureum-1357"
CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}


def test_a_new_password_ends_the_other_devices(app: Flask, browser: FlaskClient) -> None:
    register(browser)
    other = a_browser(app)
    other.post("/login", data=CREDENTIALS)

    wrong = browser.post("/account/password", data={"current_password": "x" * 20, "new_password": NEW})
    assert (wrong.status_code, 'id="current_password-error"' in wrong.text) == (401, True)
    assert "This password is wrong." in wrong.text
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


def test_who_has_no_password_gets_one_by_mail(
    provider_app: Flask, elsewhere: Elsewhere, outbox: Outbox
) -> None:
    browser = a_browser(provider_app)
    log_in_with_school(browser, elsewhere)

    page = browser.get("/account/password?next=/orders").text
    assert "Your account has no password" in page
    assert 'type="password"' not in page
    assert 'href="/forgot-password?next=/orders"' in page
    sent = browser.post("/account/password", data={"current_password": "x", "new_password": NEW})
    assert "Your account has no password" in sent.text

    form = leads_to(browser.post("/forgot-password", data={"identifier": "minsu@example.kr"}))
    (mail,) = outbox.wait_for()
    chosen = {"identifier": "minsu@example.kr", "code": code_in(mail.text), "new_password": NEW}
    assert leads_to(browser.post(form, data=chosen)) == "/login?notice=password_reset"
    other = a_browser(provider_app)
    assert (
        leads_to(other.post("/login", data={"identifier": "minsu@example.kr", "password": NEW})) == "/account"
    )
    assert 'type="password"' in other.get("/account/password").text


def test_who_has_neither_password_nor_address_adds_the_address_first(
    provider_app: Flask, elsewhere: Elsewhere
) -> None:
    browser = a_browser(provider_app)
    log_in_with_school(browser, elsewhere, email=None, email_verified=False)

    assert 'href="/account/email"' in browser.get("/account/password").text
