"""The page on which the API can be tried, in a real browser against a real server process."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.builders import PASSWORD
from tests.promises.tree import ROOT
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ASSETS = ROOT / "src" / "daemun" / "http" / "api_page"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("server"), workers=1) as server:
        assert server.post("/auth/register", {"username": "minsu", "password": PASSWORD}).status == 201
        yield server


class Visit:
    """One visit to the page, and what was noticed meanwhile."""

    def __init__(self, browser: "Browser", address: str, *, locale: str = "en-US") -> None:
        self.page: Page = browser.new_context(locale=locale).new_page()
        self.requested: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)
        self.page.locator(".opblock").first.wait_for()

    def call(self, name: str, body: str | None = None) -> str:
        """Try a call on the page; what the page shows as its answer."""
        block = self.page.locator(f".opblock[id$='-{name}']")
        block.locator(".opblock-summary-control").click()
        if body is not None:
            block.locator("textarea").first.fill(body)
        block.get_by_role("button", name="Execute").click()
        answer = block.locator(".live-responses-table .response").first
        answer.wait_for()
        return answer.inner_text()


def test_a_person_logs_in_through_the_page_and_calls_with_the_token(
    server: ServerProcess, chromium: "Browser"
) -> None:
    visit = Visit(chromium, f"{server.url}/auth/docs")

    before = visit.call("show_me")
    logged_in = visit.call("log_in", f'{{"username": "minsu", "password": "{PASSWORD}"}}')
    after = visit.call("list_sessions")

    assert "token_missing" in before
    assert "access_token" in logged_in
    assert '"current": true' in after


def test_the_page_asks_nobody_else_and_breaks_no_rule_of_its_policy(
    server: ServerProcess, chromium: "Browser"
) -> None:
    visit = Visit(chromium, f"{server.url}/auth/docs")
    visit.call("log_in", "{}")
    visit.page.locator(".models-control").first.click()

    asked = {urlsplit(address).netloc for address in visit.requested if not address.startswith("data:")}
    assert asked == {urlsplit(server.url).netloc}
    assert [text for text in visit.complaints if "422" not in text] == []


def test_calls_come_first_and_schemas_are_folded(server: ServerProcess, chromium: "Browser") -> None:
    page = Visit(chromium, f"{server.url}/auth/docs").page
    schemas = page.locator(".models .json-schema-2020-12")

    assert page.locator(".opblock").count() > 10
    assert schemas.count() == 0
    page.locator(".models-control").click()
    schemas.first.wait_for()


@pytest.mark.parametrize(("locale", "title"), [("ko-KR", "API 설명서"), ("en-US", "API description")])
def test_the_page_has_the_title_of_the_browsers_language(
    server: ServerProcess, chromium: "Browser", locale: str, title: str
) -> None:
    page = Visit(chromium, f"{server.url}/auth/docs", locale=locale).page

    assert page.title() == title
    assert page.locator("html").get_attribute("lang") == locale[:2]


def test_the_files_of_others_are_as_they_were_published() -> None:
    lines = [line.split("  ") for line in (ASSETS / "CHECKSUMS").read_text().splitlines()]
    listed = {name: digest for digest, name in lines}

    assert {name: sha256((ASSETS / name).read_bytes()).hexdigest() for name in listed} == listed
    assert {file.name for file in Path(ASSETS).iterdir()} == {*listed, "CHECKSUMS", "page.html", "start.js"}
    assert re.search(r"Apache License\s+Version 2\.0", (ASSETS / "LICENSE").read_text())


def test_the_page_is_dark_where_the_browser_is(server: ServerProcess, chromium: "Browser") -> None:
    page = Visit(chromium, f"{server.url}/auth/docs").page
    assert page.locator("html.dark-mode").count() == 0

    page.emulate_media(color_scheme="dark")

    page.locator("html.dark-mode").wait_for()
