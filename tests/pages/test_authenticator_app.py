"""An authenticator app is added, and removed."""

from flask.testing import FlaskClient

from daemun.testing import FrozenClock
from tests.pages.apps import add_app, typed
from tests.pages.browser import leads_to, register


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


def test_an_app_is_removed_by_who_can_still_use_one(browser: FlaskClient, frozen_clock: FrozenClock) -> None:
    register(browser)
    add_app(browser, frozen_clock)
    button = browser.get("/account").text.partition('action="/account/factors/')[2].partition('"')[0]

    assert leads_to(browser.post(f"/account/factors/{button}")) == "/account?notice=factor_removed"

    assert "my phone" not in browser.get("/account").text
    assert browser.post(f"/account/factors/{button}").status_code == 404


def test_adding_an_app_needs_a_fresh_login_and_comes_back_to_it(
    browser: FlaskClient, frozen_clock: FrozenClock
) -> None:
    register(browser)
    frozen_clock.tick(minutes=11)

    assert leads_to(browser.get("/account/totp")) == "/login/confirm?next=/account/totp"
