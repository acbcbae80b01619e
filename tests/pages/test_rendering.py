"""How pages look and what they may load."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.pages.rendering import text_on
from tests.applications import MakeApp
from tests.pages.browser import a_browser


def test_a_page_loads_its_own_files_and_nothing_else(browser: FlaskClient) -> None:
    answer = browser.get("/login")
    policy = answer.headers["Content-Security-Policy"]
    files = re.findall(r'(?:src|href)="(/daemun/[^"]+)"', answer.text)

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert not re.search(r"<script>|<style|style=| on[a-z]+=|https?://", answer.text)
    assert [file.partition("?")[0] for file in files] == [
        "/daemun/pages.css",
        "/daemun/pages.js",
        "/daemun/passkeys.js",
    ]
    assert "passkeys.js" not in browser.get("/register").text
    sizes = [len(gzip.compress(browser.get(file).data)) for file in files]
    assert sum(sizes) < 30_000
    assert "immutable" in browser.get(files[0]).headers["Cache-Control"]


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
    ("color", "text"), [("#2f5bd7", "#ffffff"), ("#ffe812", "#000000"), ("#000000", "#ffffff")]
)
def test_text_on_a_color_is_what_can_be_read(color: str, text: str) -> None:
    assert text_on(color) == text
