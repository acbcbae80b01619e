"""People use the pages in a real browser, with JavaScript, without it, and by keyboard alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.builders import PASSWORD
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
        assert page.get_by_role("status").first.inner_text() == "로그아웃했습니다."
        page.locator("#identifier").fill(name)
        page.locator("#password").fill(PASSWORD)
        send(page)
        page.wait_for_url("**/account")
        assert page.locator("h1").inner_text() == "내 계정"

        assert [text for text in complaints if not text.startswith(EXPECTED)] == []


def test_the_keyboard_is_enough(chromium: "Browser", address: str) -> None:
    with chromium.new_context(locale="en-US") as context:
        page = context.new_page()
        page.goto(f"{address}/register")
        page.keyboard.type("garam")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")

        page.wait_for_url("**/account")


@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
def test_nothing_is_wider_than_the_smallest_screen(chromium: "Browser", address: str, locale: str) -> None:
    with chromium.new_context(locale=locale, viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        for path in ("/login", "/register", "/forgot-password", "/reset-password", "/logout"):
            page.goto(address + path)

            assert page.evaluate("document.documentElement.scrollWidth") == 320, path
