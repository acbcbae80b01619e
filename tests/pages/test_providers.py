"""Log in with an account elsewhere, on the pages."""

import re

import pytest
from flask import Flask
from pydantic import BaseModel

from daemun import Daemun, Look, Preset
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.features.social_login.elsewhere import Answer, Elsewhere
from tests.pages.apps import add_app
from tests.pages.browser import PAGE_LOAD, a_browser, go, leads_to, log_in_with_school


@pytest.fixture
def app(provider_app: Flask) -> Flask:
    return provider_app


def test_a_button_leads_there_and_back_to_where_the_person_wanted_to_be(
    app: Flask, elsewhere: Elsewhere
) -> None:
    browser = a_browser(app)
    page = browser.get("/login?next=/account/password", headers={"Accept-Language": "ko"}).text
    assert "학교 계정으로 로그인" in page
    assert 'href="/auth/login/with/school?next=/account/password"' in page

    back = browser.get(go(browser, elsewhere), headers=PAGE_LOAD)

    assert (back.status_code, back.headers["Location"]) == (302, "/account/password")
    assert "minsu@example.kr" in browser.get("/account").text


def test_who_has_no_account_yet_finds_the_buttons_beside_the_form(app: Flask, elsewhere: Elsewhere) -> None:
    browser = a_browser(app)

    page = browser.get("/register?next=/account/password").text

    assert 'href="/auth/login/with/school?next=/account/password"' in page


def test_a_second_factor_is_asked_on_its_page(
    app: Flask, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    browser = a_browser(app)
    browser.get(go(browser, elsewhere), headers=PAGE_LOAD)
    phone = add_app(browser, frozen_clock)
    frozen_clock.tick(minutes=1)
    other = a_browser(app)

    asked = leads_to(other.get(go(other, elsewhere), headers=PAGE_LOAD))

    assert asked == "/login/second-factor?next=/account/password"
    assert other.get(asked).status_code == 200
    typed = {"code": phone.at(frozen_clock.now()), "next": "/account/password"}
    assert leads_to(other.post("/login/second-factor", data=typed)) == "/account/password"


def test_a_person_who_says_no_there_sees_a_page(app: Flask, elsewhere: Elsewhere) -> None:
    browser = a_browser(app)
    browser.get("/auth/login/with/school", headers=PAGE_LOAD)

    back = "/auth/login/with/school/callback?state=x&error=access_denied"
    page = leads_to(browser.get(back, headers=PAGE_LOAD))

    assert page.startswith("/login?refused=")
    shown = browser.get(page)
    assert (shown.status_code, 'class="refusal"' in shown.text) == (200, True)
    assert "access_denied" not in page + shown.text
    asked = browser.get(back, headers={"Accept": "application/json"})
    assert asked.mimetype == "application/problem+json"


def test_after_a_refusal_a_person_still_gets_to_where_they_wanted_to_be(
    app: Flask, elsewhere: Elsewhere
) -> None:
    elsewhere.answers["/discovery"] = Answer(500)
    browser = a_browser(app)
    wanted = "/auth/login/with/school?next=/account/password"
    down = leads_to(browser.get(wanted, headers=PAGE_LOAD))
    assert down == "/login?refused=provider_unavailable&next=/account/password"

    elsewhere.answers.clear()
    denied = go(browser, elsewhere).replace("code=", "error=access_denied&was=")
    page = leads_to(browser.get(denied, headers=PAGE_LOAD))

    assert page == "/login?refused=provider_refused&next=/account/password"


@pytest.mark.parametrize("code", ["internal_error", "<b>", "", "provider_refused%00"])
def test_only_refusals_of_providers_are_said_at_the_login(app: Flask, code: str) -> None:
    page = a_browser(app).get("/login", query_string={"refused": code})

    assert 'class="refusal"' not in page.text


def test_buttons_look_and_speak_as_their_providers_want(
    make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    known: dict[str, object] = {"client_id": "x", "client_secret": "y"}
    own = Preset(
        issuer=elsewhere.issuer, label={"en": "Forum"}, look=Look("#123456", "#ffffff", icon="/f.png")
    )
    providers = {
        "kakao": known,
        "google": known | {"label": "우리 회사"},
        "forum": {"client_id": "x", "preset": own},
    }
    app = make_app(
        Daemun(clock=frozen_clock, pages=True, providers=providers),
        http_origin="https://localhost",
        mail_links_reset="https://localhost/reset",
    )
    browser = a_browser(app)

    page = browser.get("/login", headers={"Accept-Language": "ko"}).text

    assert all(
        text in page
        for text in ("카카오 로그인", "우리 회사 계정으로 로그인", "Forum 계정으로 로그인", '"/f.png"')
    )
    addresses = re.findall(r'(?:src|href)="(/daemun/[^"]+)"', page)
    files = {address.partition("?")[0]: browser.get(address) for address in addresses}
    assert all(file.status_code == 200 for file in files.values())
    assert page.count('<img src="data:image/svg+xml;base64,') == 2
    styles = files["/daemun/pages.css"].text
    assert "provider-kakao:hover{background:#fee500;color:#191919;border-color:#fee500}" in styles
    assert "provider-forum:hover{background:#123456;color:#ffffff;border-color:#123456}" in styles


def test_inside_of_another_app_there_is_no_button_of_google(
    make_app: MakeApp, frozen_clock: FrozenClock
) -> None:
    known = {"client_id": "x", "client_secret": "y"}
    app = make_app(
        Daemun(clock=frozen_clock, pages=True, providers={"kakao": known, "google": known}),
        http_origin="https://localhost",
        mail_links_reset="https://localhost/reset",
    )

    page = a_browser(app).get("/login", headers={"User-Agent": "Mozilla/5.0 KAKAOTALK 10.0"}).text

    assert "with/kakao" in page
    assert "with/google" not in page


def test_the_button_that_was_used_last_is_marked(app: Flask, elsewhere: Elsewhere) -> None:
    browser = a_browser(app)
    log_in_with_school(browser, elsewhere)
    browser.post("/logout")

    assert 'class="tag">Last used<' in browser.get("/login").text
    assert 'class="tag"' not in a_browser(app).get("/login").text


def test_an_error_without_a_state_is_a_page_with_a_way_on(app: Flask) -> None:
    browser = a_browser(app)

    page = leads_to(browser.get("/auth/login/with/school/callback?error=server_error", headers=PAGE_LOAD))

    assert page == "/login?refused=provider_unavailable"
    assert browser.get(page).status_code == 200


class Profile(BaseModel):
    name: str = ""


def test_a_name_with_markup_is_shown_as_text(
    make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    app = make_app(
        Daemun(clock=frozen_clock, pages=True, profile=Profile, providers={"school": elsewhere.settings()}),
        http_origin="https://localhost",
        mail_links_reset="https://localhost/reset",
    )
    browser = a_browser(app)

    browser.get(go(browser, elsewhere, name="<img src=x onerror=alert(1)>"), headers=PAGE_LOAD)

    page = browser.get("/account").text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page
