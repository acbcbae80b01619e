"""How pages look, and how little they load."""

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyotp
import pytest

from daemun import Daemun
from daemun.features.social_login.presets import PRESETS
from daemun.mail.outbox import Outbox
from daemun.pages.appearance import contrast, text_on
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.pages.apps import typed
from tests.pages.browser import a_browser
from tests.pages.site import open_site, open_whole_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_two_requests_show_a_page_and_one_more_its_comforts(make_app: MakeApp) -> None:
    """In a browser that was never here: page and style sheet, then a script that nothing waits for."""
    known = {"client_id": "x", "client_secret": "b7aQ0mX2vK9dR4tYw8ZpLc1JfUe6sHgN"}
    names = ("github", "google", "kakao", "line", "microsoft", "naver")
    app = make_app(
        Daemun(pages=True, providers=dict.fromkeys(names, known)),
        http_origin="https://localhost",
        mail_links_reset="https://localhost/reset",
    )
    browser = a_browser(app)
    for path in ("/login", "/register"):
        page = browser.get(path)
        (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
        (script,) = re.findall(r'<script src="([^"]+)" defer', page.text)
        loaded = re.findall(r'<(?:link|img|script)[^>]* (?:src|href)="([^"]+)"', page.text)
        assert [file for file in loaded if not file.startswith("data:")] == [style, script]
        assert all("immutable" in browser.get(file).headers["Cache-Control"] for file in (style, script))
        weights = [len(gzip.compress(browser.get(file).data)) for file in (path, style, script)]
        assert sum(weights[1:]) < 6_000
        # What is needed before anything is seen comes with the first ten packets: no second round trip.
        assert weights[0] + weights[1] < 14_000


def test_the_look_is_that_of_the_settings(make_app: MakeApp) -> None:
    app = make_app(
        Daemun(pages=True),
        pages_name="새벽 <서점>",
        pages_color="#ffe812",
        pages_terms_url="/terms",
        pages_support_url="mailto:help@example.com",
    )
    browser = a_browser(app)
    page = browser.get("/login").text
    style = re.findall(r'href="(/daemun/pages.css[^"]+)"', page)[0]

    assert "새벽 &lt;서점&gt;" in page
    assert 'href="/terms"' in page
    assert "--brand:#ffe812;--on-brand:#000000" in browser.get(style).text


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "Daemun"),
        ({"tokens_issuer": "https://login.example.kr/auth"}, "login.example.kr"),
        ({"mail_sender": "login@shop.example", "tokens_issuer": "https://login.example.kr"}, "shop.example"),
        ({"mail_sender": "책방 <login@shop.example>"}, "책방"),
        ({"mail_sender": "책방 <login@shop.example>", "pages_name": "새벽 서점"}, "새벽 서점"),
    ],
)
def test_a_service_has_one_name_wherever_people_see_it(
    make_app: MakeApp, outbox: Outbox, settings: dict[str, str], name: str
) -> None:
    app = make_app(
        Daemun(pages=True, mailer=outbox),
        http_origin="https://localhost",
        users_email_verification="off",
        passkeys_rp_id="localhost",
        **settings,
    )
    browser = a_browser(app)
    browser.post("/register", data={"email": "minsu@example.kr", "password": PASSWORD})
    browser.post("/forgot-password", data={"identifier": "minsu@example.kr"})

    assert f"· {name}</title>" in browser.get("/account").text
    assert browser.get("/account/totp").status_code == 200
    added = browser.post("/account/totp", data={"name": "my phone"}).text
    assert pyotp.parse_uri(typed(added, "uri")).issuer == name
    assert browser.post("/auth/me/passkeys/options").get_json()["rp"]["name"] == name
    assert name in outbox.wait_for()[0].subject


@pytest.mark.parametrize(
    ("color", "text"), [("#2f5bd7", "#ffffff"), ("#ffe812", "#000000"), ("#000000", "#ffffff")]
)
def test_text_on_a_color_is_what_can_be_read(color: str, text: str) -> None:
    assert text_on(color) == text


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "line"])
def test_the_buttons_of_providers_can_be_read(name: str) -> None:
    """LINE allows no other colors than its own, which are too close to each other."""
    look = PRESETS[name].look
    assert look is not None

    assert contrast(look.text, look.ground) >= 4.5


OWN_LAYOUT = """<!doctype html>
<html lang="{{ language }}">
<title>{% block title %}{% endblock %}</title>
{% include "daemun/script.html" %}
<h1>{{ self.title() }}</h1>
{% block page %}{% endblock %}
<footer>Since <time>2019</time>, open again on <time datetime="2026-12-24">24 December</time></footer>
"""


def test_times_of_a_site_stay_as_the_site_writes_them(chromium: "Browser", tmp_path: Path) -> None:
    templates = tmp_path / "own"
    templates.mkdir()
    (templates / "layout.html").write_text(OWN_LAYOUT)

    with (
        open_whole_site(tmp_path, DAEMUN_PAGES_FOLDER=templates) as site,
        chromium.new_context(locale="en-US") as context,
    ):
        page = context.new_page()
        page.goto(f"{site.address}/login")
        page.locator(".peek").wait_for()

        assert page.locator("footer").inner_text() == "Since 2019, open again on 24 December"


@pytest.mark.requirement("PW-16")
@pytest.mark.parametrize(
    ("page_of", "tokens"),
    [
        ("/login", {"username webauthn", "current-password"}),
        ("/register", {"username", "email", "new-password"}),
    ],
)
def test_password_managers_know_the_fields_and_what_was_pasted_can_be_seen(
    chromium: "Browser", tmp_path: Path, page_of: str, tokens: set[str]
) -> None:
    with open_site(tmp_path) as site, chromium.new_context(locale="en-US") as context:
        page = context.new_page()
        page.goto(f"{site.address}{page_of}")
        password = page.locator("[name=password]")
        fields = page.locator("form input[autocomplete]").all()

        page.keyboard.insert_text("name")
        password.focus()
        page.keyboard.insert_text(PASSWORD)
        hidden = password.get_attribute("type")
        page.locator(".peek").click()

        assert {field.get_attribute("autocomplete") for field in fields} == tokens
        assert (hidden, password.get_attribute("type")) == ("password", "text")
        assert password.input_value() == PASSWORD


@pytest.mark.parametrize("name", ["kim", "minsu.kim_of_the_bookshop", "가" * 64], ids=len)
def test_a_qr_code_is_shown_whole_on_the_smallest_phone(
    chromium: "Browser", tmp_path: Path, name: str
) -> None:
    with (
        open_site(tmp_path) as site,
        chromium.new_context(viewport={"width": 320, "height": 640}) as context,
    ):
        page = context.new_page()
        page.goto(f"{site.address}/register?next=/account/totp")
        page.locator("[name=username]").fill(name)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url("**/account/totp")
        page.locator("[name=name]").press("Enter")
        page.locator(".qr").wait_for()

        spot, drawn = (page.locator(f".qr {part}").first.bounding_box() for part in ("svg", "path"))
        assert spot is not None
        assert drawn == pytest.approx(spot, abs=1)


def test_a_layout_without_a_heading_has_every_comfort_and_says_that_cookies_are_off(
    chromium: "Browser", tmp_path: Path
) -> None:
    templates = tmp_path / "own"
    templates.mkdir()
    (templates / "layout.html").write_text(OWN_LAYOUT.replace("<h1>{{ self.title() }}</h1>", ""))

    with (
        open_whole_site(tmp_path, DAEMUN_PAGES_FOLDER=templates) as site,
        chromium.new_context(locale="en-US") as context,
    ):
        context.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: () => false })"
        )
        page = context.new_page()
        page.goto(f"{site.address}/login")
        page.locator(".peek").wait_for()

        assert page.locator(".refusal").count() == 1
