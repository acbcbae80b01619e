"""How pages look and what they may load."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.composition.services import Services
from tests.pages.browser import a_browser, register


@pytest.mark.requirement("WB-02")
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


@pytest.mark.requirement("WB-02", "WB-03", "WB-04")
@pytest.mark.parametrize("is_logged_in", [False, True])
def test_every_answer_carries_the_headers_that_protect_it_be_it_a_page_or_not(
    app: Flask, browser: FlaskClient, is_logged_in: bool
) -> None:
    """Also those that only lead on: they carry cookies, and addresses with secrets."""
    addresses = [
        (method, re.sub(r"<[^>]+>", "x", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("daemun.pages.")
        for method in (rule.methods or set()) & {"GET", "POST"}
    ]
    register(browser)
    services: Services = app.extensions["daemun"]

    for method, path in addresses:
        person = a_browser(app)
        if is_logged_in:
            user = services.users.find_by_username("minsu")
            assert user is not None
            tokens = services.sessions.open_for(user, amr=("pwd",))
            person.set_cookie("__Host-daemun-access", tokens.access_token.text)
        answer = person.open(f"{path}?token=x", method=method)

        assert answer.headers["Cache-Control"] == "no-store", (method, path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", (method, path)
        assert answer.headers["Referrer-Policy"] in {"no-referrer", "strict-origin"}, (method, path)
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", (method, path)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], (method, path)
