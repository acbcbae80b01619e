"""How pages look and what they may load."""

import re

from flask.testing import FlaskClient


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
    assert [file.partition("?")[0] for file in files] == ["/daemun/pages.css", "/daemun/pages.js"]
