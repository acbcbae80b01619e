"""Pages in every order, by a plain HTTP client: nobody gets stuck, or forgets where they wanted to be."""

import re
from urllib.parse import parse_qs, quote

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.pages.apps import typed
from tests.pages.browser import a_browser, code_in, leads_to, link_in, register

HOME = "/orders?page=2"
CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}
NEW = "bom-sandal-gureum-1357"


def pages(app: Flask) -> list[str]:
    """Every page that needs nothing in its address."""

    def is_page(rule: Rule) -> bool:
        return (
            rule.endpoint.startswith("daemun.pages.") and not rule.arguments and "GET" in (rule.methods or ())
        )

    return sorted(rule.rule for rule in app.url_map.iter_rules() if is_page(rule))


def follow(browser: FlaskClient, page: str) -> str:
    """The page on which a person ends. Fails for one who goes round in circles."""
    seen = [page]
    answer = browser.get(page)
    while answer.status_code == 303:
        page = answer.headers["Location"]
        assert page not in seen, seen
        seen.append(page)
        answer = browser.get(page)
    assert answer.status_code < 500
    if answer.mimetype == "text/html":
        content = answer.text.partition("<main")[2].partition("</main>")[0]
        assert re.search(r"<a [^>]*href=|<form", content), f"nothing leads on from {page}"
    return page


@pytest.mark.parametrize("who", ["guest", "member", "enrolling", "changing"])
def test_every_page_ends_on_one_that_leads_on(make_app: MakeApp, frozen_clock: FrozenClock, who: str) -> None:
    auth = Daemun(clock=frozen_clock, pages=True, mailer=Outbox())
    app = make_app(auth, factors_required=who == "enrolling", mailed_codes_enabled=True)
    browser = a_browser(app)
    if who != "guest":
        assert leads_to(register(browser)) != "/register"
    if who == "changing":
        with app.app_context():
            services = app.extensions["daemun"]
            given = services.passwords.set_temporary(services.users.find_by_username("minsu")).text
        browser.post("/login", data={"identifier": "minsu", "password": given})

    ends = {page: follow(browser, page) for page in pages(app)}

    assert len(ends) > 20
    stuck = {
        "enrolling": {"/account/totp", "/account/passkeys"},
        "changing": {"/account/password"},
    }
    for page, end in ends.items():
        if who in stuck and page.startswith("/account"):
            assert end.partition("?")[0] in stuck[who], page


def test_where_a_person_wanted_to_be_is_known_on_every_way_in(mailing_app: Flask, outbox: Outbox) -> None:
    """Every link and every form between the login and the page that was asked for."""
    browser = a_browser(mailing_app)
    start = f"/login?next={quote(HOME)}"
    ways, seen = [start], set()
    while ways:
        way = ways.pop()
        seen.add(way.partition("?")[0])
        page = browser.get(way).text.partition("<main")[2].partition("</main>")[0]
        assert f'name="next" value="{HOME}"' in page, way
        for link in re.findall(r'<a href="([^"]+)"', page):
            assert "next=/orders?page%3D2" in link, (way, link)
            if link.partition("?")[0] not in seen:
                ways.append(link.replace("&amp;", "&"))
    assert {"/login", "/register", "/forgot-password"} <= seen

    asked = leads_to(
        browser.post("/register", data={"email": "m@example.kr", "password": PASSWORD, "next": HOME})
    )
    (mail,) = outbox.wait_for()
    outbox.clear()
    assert leads_to(browser.post(asked, data={"code": code_in(mail.text)})) == HOME
    browser.post("/logout")
    sent = leads_to(browser.post("/forgot-password", data={"identifier": "m@example.kr", "next": HOME}))
    (mail,) = outbox.wait_for()
    chosen = {"identifier": "m@example.kr", "code": code_in(mail.text), "new_password": NEW}
    again = leads_to(browser.post(sent, data={**chosen, "next": HOME}))
    assert again == "/login?notice=password_reset&next=/orders?page%3D2"
    assert leads_to(browser.post(again, data={"identifier": "m@example.kr", "password": NEW})) == HOME


def test_forms_that_are_sent_twice_lead_on(browser: FlaskClient, frozen_clock: FrozenClock) -> None:
    register(browser)
    page = browser.post("/account/totp", data={"name": "phone", "next": HOME}).text
    phone = pyotp.parse_uri(typed(page, "uri"))
    assert isinstance(phone, pyotp.TOTP)
    sent = {name: typed(page, name) for name in ("id", "uri", "next")} | {
        "code": phone.at(frozen_clock.now())
    }
    assert "Keep these recovery codes" in browser.post("/account/totp/confirm", data=sent).text
    assert leads_to(browser.post("/account/totp/confirm", data=sent)) == HOME
    browser.post("/account/delete")
    assert leads_to(browser.post("/account/delete")) == "/login?next=/account/delete"

    leads_to(browser.post("/login", data={**CREDENTIALS, "next": HOME}))
    frozen_clock.tick(minutes=1)
    code = {"code": phone.at(frozen_clock.now()), "next": HOME}
    assert (
        leads_to(browser.post("/login/second-factor", data=code)) == "/account/undelete?next=/orders?page%3D2"
    )
    assert leads_to(browser.post("/login/second-factor", data=code)).startswith("/login?notice=attempt_ended")
    assert leads_to(browser.get(f"/login?notice=attempt_ended&next={quote(HOME)}")) == HOME
    for _ in range(2):
        assert leads_to(browser.post("/account/undelete", data={"next": HOME})) == HOME
    for _ in range(2):
        assert leads_to(browser.post("/logout", data={"next": HOME})) == HOME


def test_whoever_was_faster_elsewhere_gets_on_here(
    make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox
) -> None:
    """A code that is sent twice, a link that was followed on the phone, a page that was shown once."""
    auth = Daemun(clock=frozen_clock, pages=True, mailer=outbox)
    app = make_app(auth, http_origin="https://localhost", mailed_codes_enabled=True)
    tab, phone = a_browser(app), a_browser(app)
    asked = leads_to(
        tab.post("/register", data={"email": "m@example.kr", "password": PASSWORD, "next": HOME})
    )
    (mail,) = outbox.wait_for()
    outbox.clear()
    token = link_in(mail.text).partition("token=")[2]
    assert leads_to(phone.post("/verify-email", data={"token": token})) == "/login?notice=verified"
    late = leads_to(tab.post(asked, data={"code": code_in(mail.text), "next": HOME}))
    assert late == "/login?notice=registration_ended&next=/orders?page%3D2"

    tab.post("/login/code", data={"email": "m@example.kr", "next": HOME})
    (mail,) = outbox.wait_for()
    sent = {"email": "m@example.kr", "code": code_in(mail.text), "next": HOME}
    assert [leads_to(tab.post("/login/code/verify", data=sent)) for _ in range(2)] == [HOME, HOME]
    assert leads_to(tab.get(f"/register/complete?next={quote(HOME)}")) == HOME
    assert leads_to(tab.get("/account/totp/confirm")) == "/account/totp"
    assert leads_to(tab.get("/account/profile")) == "/account"


def test_a_session_that_ends_in_another_tab_leads_to_the_login_and_back(
    browser: FlaskClient, frozen_clock: FrozenClock
) -> None:
    register(browser)
    frozen_clock.tick(minutes=11)
    confirm = leads_to(browser.get(f"/account/totp?next={quote(HOME)}"))
    browser.post("/logout")

    login = leads_to(browser.get(confirm))
    assert (path_of(login), path_of(next_of(login)), next_of(next_of(login))) == (
        "/login",
        "/account/totp",
        HOME,
    )
    for form in ("/account/password", "/account/email", "/account/totp"):
        login = leads_to(browser.post(form, data={"next": HOME}))
        assert (path_of(login), path_of(next_of(login)), next_of(next_of(login))) == ("/login", form, HOME)


def path_of(address: str) -> str:
    return address.partition("?")[0]


def next_of(address: str) -> str:
    return parse_qs(address.partition("?")[2])["next"][0]
