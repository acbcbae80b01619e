"""An authenticator app is added."""

import pytest
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.pages.apps import add_app, typed
from tests.pages.browser import a_browser, leads_to, register


def test_an_app_is_set_up_by_its_qr_code_or_by_hand(browser: FlaskClient, frozen_clock: FrozenClock) -> None:
    register(browser)
    assert browser.get("/account/totp").status_code == 200

    page = browser.post("/account/totp", data={"name": "my phone"}).text

    assert "<svg" in page
    secret = typed(page, "uri").partition("secret=")[2].partition("&")[0]
    assert secret in page.replace(" ", "")
    add_app(browser, frozen_clock)
    assert "my phone" in browser.get("/account").text


def test_a_wrong_code_shows_the_same_secret_again(browser: FlaskClient) -> None:
    register(browser)
    page = browser.post("/account/totp", data={"name": ""}).text
    sent = {"id": typed(page, "id"), "uri": typed(page, "uri"), "code": "000000"}

    refused = browser.post("/account/totp/confirm", data=sent)

    assert (refused.status_code, 'id="code-error"' in refused.text) == (401, True)
    assert typed(refused.text, "uri") == sent["uri"]
    forged = browser.post("/account/totp/confirm", data={**sent, "uri": "가" * 1000})
    assert leads_to(forged) == "/account/totp"


@pytest.mark.parametrize(
    ("language", "names"), [("ko", ["인증 앱", "인증 앱 2"]), ("en", ["Authenticator app"])]
)
def test_an_app_without_a_name_is_called_what_it_is(
    browser: FlaskClient, frozen_clock: FrozenClock, language: str, names: list[str]
) -> None:
    register(browser)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    for _ in names:
        add_app(browser, frozen_clock, name=" ")

    account = browser.get("/account").text

    assert all(f"<strong>{name}</strong>" in account for name in names)


def test_a_name_is_short_enough_for_the_account(browser: FlaskClient) -> None:
    register(browser)

    refused = browser.post("/account/totp", data={"name": "x" * 65})

    assert (refused.status_code, 'id="name-error"' in refused.text) == (422, True)


@pytest.mark.parametrize("page", ["/account/totp", "/account/passkeys"])
def test_who_must_add_a_factor_can_log_out_instead(
    make_app: MakeApp, frozen_clock: FrozenClock, page: str
) -> None:
    browser = a_browser(make_app(Daemun(clock=frozen_clock, pages=True), factors_required=True))
    register(browser)

    form = browser.get(page).text

    assert 'href="/account"' not in form
    assert 'action="/logout"' in form
    assert leads_to(browser.post("/logout")) == "/login?notice=logged_out"


def test_who_must_add_a_factor_is_logged_in_and_may_log_out(
    make_app: MakeApp, frozen_clock: FrozenClock
) -> None:
    browser = a_browser(make_app(Daemun(clock=frozen_clock, pages=True), factors_required=True))
    register(browser)

    assert leads_to(browser.get("/login?next=/orders")) == "/account/totp?next=/orders"
    question = browser.get("/logout")
    assert (question.status_code, "<h1>Log out</h1>" in question.text) == (200, True)
    assert leads_to(browser.post("/logout")) == "/login?notice=logged_out"

    assert browser.get("/login").status_code == 200
    assert leads_to(browser.get("/account/totp")) == "/login?next=/account/totp"


def test_who_must_have_a_passkey_is_not_led_to_an_app(make_app: MakeApp, frozen_clock: FrozenClock) -> None:
    app = make_app(Daemun(clock=frozen_clock, pages=True), factors_kinds=["passkey"], factors_required=True)
    browser = a_browser(app)
    register(browser)

    assert leads_to(browser.get("/account/totp?next=/orders")) == "/account/passkeys?next=/orders"
    assert "/account/totp" not in browser.get("/account/passkeys").text


def test_adding_an_app_needs_a_fresh_login_and_comes_back_to_it(
    browser: FlaskClient, frozen_clock: FrozenClock
) -> None:
    register(browser)
    frozen_clock.tick(minutes=11)

    assert leads_to(browser.get("/account/totp")) == "/login/confirm?next=/account/totp"
