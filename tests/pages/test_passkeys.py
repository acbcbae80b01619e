"""Passkeys on the pages: what forms carry, and a real browser with an authenticator that it emulates."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun import Daemun
from daemun.testing import FrozenClock
from daemun.virtual_passkey import VirtualPasskey
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.features.passkeys.test_script import AUTHENTICATOR
from tests.pages.browser import a_browser, leads_to, register
from tests.pages.site import Site, open_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}
SECOND_FACTOR = "/login/second-factor"


@pytest.fixture
def passkey(browser: FlaskClient) -> VirtualPasskey:
    """The passkey of somebody who has registered in the browser."""
    register(browser)
    passkey = VirtualPasskey()
    options = browser.post("/auth/me/passkeys/options").get_json()
    added = browser.post("/auth/me/passkeys", json={"response": passkey.create(options)})
    assert added.status_code == 201
    return passkey


def sign(browser: FlaskClient, passkey: VirtualPasskey, options: str) -> str:
    """What the script puts into the form."""
    return json.dumps(passkey.get(browser.post(options).get_json()))


def test_a_passkey_logs_in_alone_and_goes_on(app: Flask, passkey: VirtualPasskey) -> None:
    browser = a_browser(app)
    page = browser.get("/login?next=/orders").text
    assert 'autocomplete="username webauthn"' in page
    assert 'data-passkey="/auth/passkey/options"' in page

    signed = sign(browser, passkey, "/auth/passkey/options")
    sent = {"passkey": signed, "remember": "1", "next": "/orders"}
    entered = browser.post("/login", data=sent)

    assert leads_to(entered) == "/orders"
    assert "Max-Age" in entered.headers.getlist("Set-Cookie")[0]
    assert browser.get("/account").status_code == 200
    again = a_browser(app).post("/login", data=sent)
    assert (again.status_code, 'id="refusal"' in again.text) == (401, True)


@pytest.mark.parametrize("sent", ["", "{}", "[]", "\0", '{"id": 5}', "x" * 2000])
def test_what_no_browser_made_is_refused_and_the_form_is_shown_again(browser: FlaskClient, sent: str) -> None:
    answer = browser.post("/login", data={"passkey": sent})

    assert (answer.status_code, 'id="refusal"' in answer.text) == (401, True)


def begin(app: Flask) -> FlaskClient:
    browser = a_browser(app)
    browser.post("/login", data=CREDENTIALS)
    return browser


def test_who_has_a_passkey_only_is_asked_for_it_or_for_a_recovery_code(
    app: Flask, passkey: VirtualPasskey
) -> None:
    browser = begin(app)

    page = browser.get(SECOND_FACTOR).text
    assert f'data-passkey="{SECOND_FACTOR}/passkey-options"' in page
    assert 'name="code"' not in page
    assert 'name="trust_device"' in page
    spare = browser.get(f"{SECOND_FACTOR}?by=recovery_code").text
    assert ('name="recovery_code"' in spare, "data-passkey" in spare) == (True, False)
    signed = sign(browser, passkey, f"{SECOND_FACTOR}/passkey-options")
    finished = finish(browser, signed, trust_device="1")

    assert leads_to(finished) == "/orders"
    assert browser.get("/account").status_code == 200
    browser.post("/logout")
    assert leads_to(browser.post("/login", data=CREDENTIALS)) == "/account"


def test_a_wrong_passkey_shows_the_page_again_and_without_a_login_there_are_no_options(
    app: Flask, passkey: VirtualPasskey
) -> None:
    browser = begin(app)
    sign(browser, passkey, f"{SECOND_FACTOR}/passkey-options")

    wrong = finish(browser, "{}")

    assert (wrong.status_code, "data-passkey" in wrong.text) == (401, True)
    assert leads_to(a_browser(app).post(f"{SECOND_FACTOR}/passkey-options")).startswith("/login?")


def finish(browser: FlaskClient, signed: str, **more: str) -> TestResponse:
    return browser.post(SECOND_FACTOR, data={"passkey": signed, "next": "/orders", **more})


def test_the_first_passkey_comes_with_recovery_codes_and_the_account_lists_it(browser: FlaskClient) -> None:
    register(browser)
    page = browser.get("/account/passkeys").text
    assert 'data-passkey="/auth/me/passkeys/options"' in page

    made = VirtualPasskey().create(browser.post("/auth/me/passkeys/options").get_json())
    added = browser.post("/account/passkeys", data={"passkey": json.dumps(made)})

    assert (added.status_code, added.text.count("<li>")) == (200, 10)
    account = browser.get("/account").text
    remove = account.partition('href="/account/factors/passkey/')[2].partition('"')[0]
    again = browser.post("/account/passkeys", data={"passkey": json.dumps(made)})
    assert (again.status_code, 'id="refusal"' in again.text) == (401, True)
    removed = browser.post(f"/account/factors/passkey/{remove}")
    assert leads_to(removed) == "/account?notice=factor_removed"


def test_who_logged_in_long_ago_proves_the_passkey_first_and_comes_back(
    browser: FlaskClient, passkey: VirtualPasskey, frozen_clock: FrozenClock
) -> None:
    frozen_clock.tick(minutes=11)
    form = leads_to(browser.get("/account/passkeys"))
    assert form == "/login/confirm?next=/account/passkeys"
    page = browser.get(form).text
    assert ("data-passkey" in page, 'name="password"' in page) == (True, True)
    assert "by=code" not in page
    assert "by=code" in browser.get(f"{form}&by=recovery_code").text
    by_factor = browser.get(f"{form}&by=code").text
    assert ("data-passkey" in by_factor, 'name="code"' in by_factor) == (True, False)

    refused = browser.post("/login/confirm", data={"passkey": "{}", "next": "/account/passkeys"})
    refused_factor = browser.post(f"{form}&by=code", data={"passkey": "{}"})
    signed = sign(browser, passkey, "/auth/reauthenticate/passkey/options")
    proven = browser.post("/login/confirm", data={"passkey": signed, "next": "/account/passkeys"})

    assert (refused.status_code, 'id="refusal"' in refused.text) == (401, True)
    assert (refused_factor.status_code, 'name="password"' in refused_factor.text) == (401, False)
    assert leads_to(proven) == "/account/passkeys"
    assert browser.get("/account/passkeys").status_code == 200


def test_where_passkeys_may_not_be_added_the_page_says_so(make_app: MakeApp) -> None:
    browser = a_browser(make_app(Daemun(pages=True), factors_kinds=["totp"]))
    register(browser)

    assert browser.get("/account/passkeys").status_code == 403


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    with chromium.new_context(locale="en-US") as context:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page


def log_in(site: Site, page: "Page", person: str) -> None:
    page.goto(f"{site.address}/login?next=/account")
    page.locator("[name=identifier]").fill(person)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_load_state()


def test_in_a_browser_a_passkey_is_the_second_factor_and_then_fills_the_login_in(
    site: Site, page: "Page"
) -> None:
    with site.app.app_context():
        site.services.host_users.create(username="haru", password=PASSWORD)
    log_in(site, page, "haru")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("Keep these recovery codes").first.wait_for()
    page.goto(f"{site.address}/account/passkeys")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("This device already has a passkey of your account.").wait_for()
    page.context.clear_cookies()

    # Nothing waits for the passkey of this page: the browser may not fill it in by itself.
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false;")
    log_in(site, page, "haru")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site.address}/account")
    page.context.clear_cookies()
    page.goto(f"{site.address}/login?next=/account/password")
    page.get_by_label("Stay logged in").check()
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url(f"{site.address}/account/password")
    assert all(each["expires"] > 0 for each in page.context.cookies() if "-refresh" in each["name"])

    page.context.clear_cookies()
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => true;")
    page.goto(f"{site.address}/login?next=/account/password")
    page.wait_for_url(f"{site.address}/account/password")


def test_without_a_script_the_page_says_what_passkeys_need(site: Site, chromium: "Browser") -> None:
    with chromium.new_context(locale="en-US", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site.address}/login")

        said = page.locator("noscript p")
        assert said.is_visible()
        assert "Passkeys need JavaScript." in said.inner_text()
        assert not page.get_by_text("Log in with a passkey").is_visible()
