"""People use the pages in a real browser, with JavaScript, without it, and by keyboard alone."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyotp
import pytest

from tests.builders import PASSWORD
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

# Browsers keep Secure cookies of http://localhost, and of no other address without TLS.
EXPECTED = ("Clear-Site-Data", "Failed to load resource: the server responded with a status of 4")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ServerProcess(tmp_path_factory.mktemp("pages"), workers=1) as server:
        yield f"http://localhost:{server.port}"


def send(page: "Page") -> None:
    page.locator("main form button:not([type])").last.click()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_person_comes_goes_and_comes_back(chromium: "Browser", address: str, has_scripts: bool) -> None:
    name = "sori" if has_scripts else "bada"
    with chromium.new_context(locale="ko-KR", java_script_enabled=has_scripts) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))

        page.goto(address)
        assert page.title() == "로그인 · Daemun"
        page.get_by_role("link", name="회원가입").click()
        page.locator("#username").fill(name)
        page.locator("#password").fill("short")
        send(page)
        assert page.locator("#username").input_value() == name
        assert page.locator("#password-error").is_visible()
        page.locator("#password").fill(PASSWORD)
        send(page)
        assert page.get_by_text(name, exact=True).is_visible()
        send(page)
        assert page.get_by_role("status").first.inner_text() == "로그아웃했어요."
        page.locator("#identifier").fill(name)
        page.locator("#password").fill(PASSWORD)
        send(page)
        page.wait_for_url("**/account")
        assert page.locator("h1").inner_text() == "내 계정"

        assert [text for text in complaints if not text.startswith(EXPECTED)] == []


def wait_for_focus(page: "Page", field: str) -> None:
    """Wait until a page that was just opened has put the cursor into its first field."""
    page.locator(f"[name={field}]:focus").wait_for()


def tab_to(page: "Page", name: str) -> None:
    """Press the tabulator until what is focused is called so: a field, a link or a button."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.evaluate(CALLED) == name:
            return
    raise AssertionError(f"the tabulator never comes to {name!r}")


CALLED = "each => each.ariaLabel ?? (each.labels?.[0] ?? each).innerText.trim()"


def test_the_keyboard_is_enough(chromium: "Browser", address: str) -> None:
    with chromium.new_context(locale="en-US") as context:
        page = context.new_page()
        keys = page.keyboard
        page.goto(f"{address}/register")
        wait_for_focus(page, "username")
        keys.type("garam")
        tab_to(page, "Password")
        keys.type(PASSWORD)
        keys.press("Enter")
        page.wait_for_url("**/account")
        tab_to(page, "Add an authenticator app")
        keys.press("Enter")
        page.wait_for_url("**/account/totp")
        tab_to(page, "Name of the app or phone (optional)")
        keys.type("phone")
        keys.press("Enter")
        page.get_by_text("6-digit code").wait_for()
        phone = pyotp.parse_uri(page.locator("[name=uri]").input_value())
        assert isinstance(phone, pyotp.TOTP)
        now = datetime.now(UTC)
        tab_to(page, "6-digit code")
        keys.type(phone.at(now))
        keys.press("Enter")
        page.get_by_text("Keep these recovery codes").wait_for()
        spare = page.locator(".codes code").first.inner_text()
        tab_to(page, "I have kept them")
        keys.press("Enter")
        page.wait_for_url("**/account")
        tab_to(page, "Log out")
        keys.press("Enter")
        page.get_by_text("You are logged out.").wait_for()

        wait_for_focus(page, "identifier")
        keys.type("garam")
        tab_to(page, "Password")
        keys.type(PASSWORD)
        tab_to(page, "Stay logged in")
        keys.press("Space")
        tab_to(page, "Log in")
        keys.press("Enter")
        page.wait_for_url("**/login/second-factor*")
        tab_to(page, "Use a recovery code")
        keys.press("Enter")
        page.get_by_text("Enter one of the recovery codes").wait_for()
        wait_for_focus(page, "recovery_code")
        keys.type(spare)
        keys.press("Enter")
        page.wait_for_url("**/account")
        tab_to(page, "Log out")
        keys.press("Enter")
        page.get_by_text("You are logged out.").wait_for()


def test_small_comforts_for_who_types(chromium: "Browser", address: str) -> None:
    with chromium.new_context(locale="en-US") as context:
        page = context.new_page()
        page.goto(f"{address}/register")
        rule = page.get_by_text("At least 15 characters.")
        assert "met" not in (rule.get_attribute("class") or "")
        page.get_by_label("Password", exact=True).fill("가" * 15)
        assert "met" in (rule.get_attribute("class") or "")
        page.get_by_label("Password", exact=True).fill("가" * 14)
        assert "met" not in (rule.get_attribute("class") or "")

        field = page.get_by_label("User name")
        field.focus()
        devtools = context.new_cdp_session(page)
        devtools.send("Input.imeSetComposition", {"text": "김", "selectionStart": 1, "selectionEnd": 1})
        page.keyboard.press("Enter")
        assert (page.url, field.input_value()) == (f"{address}/register", "김")
        assert not page.locator("#refusal").is_visible()

        page.get_by_label("Password", exact=True).evaluate(
            """field => field.dispatchEvent(
                new KeyboardEvent("keyup", { key: "A", modifierCapsLock: true, bubbles: true }))"""
        )
        assert page.get_by_text("Caps Lock is on.").is_visible()


def test_a_first_visit_asks_for_three_files_and_nothing_moves(chromium: "Browser", address: str) -> None:
    with chromium.new_context(locale="en-US") as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda sent: asked.append(sent.url) if sent.method == "GET" else None)
        held: list[Route] = []
        page.route("**/pages.js*", lambda route: held.append(route))  # noqa: PLW0108
        page.goto(f"{address}/login", wait_until="commit")
        page.wait_for_function("() => performance.getEntriesByType('paint').length > 0")
        before = page.locator("footer").bounding_box()

        held[0].continue_()

        page.get_by_role("button", name="Log in with a passkey").wait_for()
        assert page.locator("footer").bounding_box() == before
        assert len(asked) == 3


def test_without_cookies_and_without_scripts_the_page_says_so(
    chromium: "Browser", address: str, tmp_path: Path
) -> None:
    refusing = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(refusing))
    with chromium.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=shutil.which("chromium"),
        java_script_enabled=False,
        locale="ko-KR",
        chromium_sandbox=False,
    ) as context:
        page = context.new_page()
        page.goto(f"{address}/register")
        page.locator("#username").fill("nuri")
        page.locator("#password").fill(PASSWORD)
        send(page)

        assert page.get_by_text("브라우저가 쿠키를 저장하지 않아요.").is_visible()


@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
def test_nothing_is_wider_than_the_smallest_screen(chromium: "Browser", address: str, locale: str) -> None:
    with chromium.new_context(locale=locale, viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        for path in ("/login", "/register", "/forgot-password", "/reset-password", "/logout"):
            page.goto(address + path)

            assert page.evaluate("document.documentElement.scrollWidth") == 320, path
