"""In which language pages are."""

import html
import re

import pyotp
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.pages.apps import add_app, typed
from tests.pages.browser import a_browser, register

KOREAN = {"Accept-Language": "ko-KR,ko;q=0.9"}


def test_the_language_is_that_of_the_browser_until_a_link_is_followed(browser: FlaskClient) -> None:
    korean = browser.get("/login", headers=KOREAN)
    assert '<html lang="ko">' in korean.text
    assert "로그인" in korean.text
    assert 'href="/login?lang=en"' in korean.text

    browser.get("/login?lang=en", headers=KOREAN)

    assert '<html lang="en">' in browser.get("/login", headers=KOREAN).text
    refused = browser.post("/login", data={"identifier": "x", "password": "y"}, headers=KOREAN)
    assert '<html lang="en">' in refused.text
    assert browser.get("/login?lang=xx", headers=KOREAN).status_code == 200


def test_the_account_remembers_the_language_for_other_browsers(app: Flask, browser: FlaskClient) -> None:
    register(browser)
    browser.get("/account?lang=en", headers=KOREAN)
    other = a_browser(app)
    assert '<html lang="ko">' in other.get("/login", headers=KOREAN).text

    other.post("/login", data={"identifier": "minsu", "password": PASSWORD})

    assert '<html lang="en">' in other.get("/account", headers=KOREAN).text
    other.get("/account?lang=ko")
    assert '<html lang="ko">' in other.get("/account").text
    assert '<html lang="en">' in browser.get("/account").text


def test_another_site_changes_no_language(browser: FlaskClient) -> None:
    register(browser)

    refused = browser.post("/account/profile?lang=ko", headers={"Sec-Fetch-Site": "cross-site"})

    assert refused.status_code == 403
    assert "__Host-daemun-language" not in refused.headers.get("Set-Cookie", "")
    assert '<html lang="en">' in browser.get("/account").text


def test_no_link_leads_away_from_what_is_shown_once(
    make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox
) -> None:
    auth = Daemun(clock=frozen_clock, pages=True, mailer=outbox)
    browser = a_browser(make_app(auth, mailed_codes_enabled=True))
    asked = browser.post("/login/code", data={"email": "minsu@example.kr"})
    wrong_mailed = browser.post("/login/code/verify", data={"email": "minsu@example.kr", "code": "0" * 8})
    register(browser)
    secret = browser.post("/account/totp", data={"name": "phone"})
    phone = pyotp.parse_uri(typed(secret.text, "uri"))
    assert isinstance(phone, pyotp.TOTP)
    sent = {name: typed(secret.text, name) for name in ("id", "uri")}
    wrong = browser.post("/account/totp/confirm", data={**sent, "code": "000000"})
    right = {**sent, "code": phone.at(frozen_clock.now())}
    codes = browser.post("/account/totp/confirm", data=right)
    again = browser.post("/account/recovery-codes")

    assert [page.status_code for page in (wrong_mailed, wrong)] == [401, 401]
    assert "Keep these recovery codes" in codes.text
    for page in (asked, wrong_mailed, secret, wrong, codes, again):
        assert "lang=ko" not in page.text
        assert "<nav" not in page.text


def test_after_a_refused_form_the_link_leads_to_the_same_page_and_its_way_on(
    make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox
) -> None:
    auth = Daemun(clock=frozen_clock, pages=True, mailer=outbox)
    app = make_app(auth, mailed_codes_enabled=True)
    browser = a_browser(app)
    register(browser)
    add_app(browser, frozen_clock)
    at_login = a_browser(app)
    at_login.post("/login", data={"identifier": "minsu", "password": PASSWORD})

    for person, page, form in (
        (browser, "/login/confirm", {"password": "x"}),
        (at_login, "/login/second-factor", {"code": "000000"}),
        (at_login, "/reset-password?sent=1", {"code": "0" * 8, "identifier": "minsu", "new_password": "x"}),
        (at_login, "/login/code", {"email": "x" * 1025}),
    ):
        person.get("/login?lang=en")
        refused = person.post(page, data={**form, "next": "/orders"})
        assert refused.status_code in (401, 422), page
        link = page + ("&amp;" if "?" in page else "?") + "next=/orders&amp;lang=ko"
        assert f'href="{link}"' in refused.text, page
        shown = person.get(link.replace("&amp;", "&"))
        assert 'name="next" value="/orders"' in shown.text, page


def test_after_a_refused_code_the_link_asks_for_the_same_again(app: Flask, frozen_clock: FrozenClock) -> None:
    browser, at_login = a_browser(app), a_browser(app)
    register(browser)
    add_app(browser, frozen_clock)
    at_login.post("/login", data={"identifier": "minsu", "password": PASSWORD})

    for person, page in ((browser, "/login/confirm"), (at_login, "/login/second-factor")):
        shown = f"{page}?next=/orders&by=recovery_code"
        form = re.search(r'<form method="post"(?: action="([^"]+)")?>', person.get(shown).text)
        assert form is not None
        sent = {"recovery_code": "x", "next": "/orders"}
        refused = person.post(html.unescape(form[1] or shown), data=sent)
        link = re.search(r'href="([^"]+lang=ko)"', refused.text)
        assert (refused.status_code, link is not None) == (401, True), page
        assert link is not None
        assert 'name="recovery_code"' in person.get(html.unescape(link[1])).text, page
