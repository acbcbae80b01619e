"""Codes for the day on which every other factor is lost."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.testing import FrozenClock
from tests.builders import PASSWORD
from tests.pages.apps import add_app
from tests.pages.browser import a_browser, leads_to, register

CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}


def codes_in(page: str) -> list[str]:
    return re.findall(r"<code>([^<]+)</code>", page)


@pytest.fixture
def codes(browser: FlaskClient, frozen_clock: FrozenClock) -> list[str]:
    register(browser)
    add_app(browser, frozen_clock)
    return codes_in(browser.post("/account/recovery-codes").text)


def test_ten_codes_are_shown_once_and_can_be_kept(browser: FlaskClient, codes: list[str]) -> None:
    assert len(set(codes)) == 10
    assert browser.get("/account/recovery-codes").status_code == 200
    assert not any(code in browser.get("/account").text for code in codes)

    again = browser.post("/account/recovery-codes")

    assert set(codes_in(again.text)).isdisjoint(codes)
    assert 'download="recovery-codes.txt"' in again.text
    assert again.headers["Cache-Control"] == "no-store"


def test_a_code_finishes_one_login(app: Flask, codes: list[str]) -> None:
    for code, status in ((codes[0], 303), (codes[0], 401), (codes[1], 303)):
        browser = a_browser(app)
        form = leads_to(browser.post("/login", data=CREDENTIALS))
        assert 'name="recovery_code"' in browser.get(f"{form}?by=recovery_code").text

        answer = browser.post(form, data={"recovery_code": code})

        assert answer.status_code == status
        assert code not in answer.text


def test_a_code_proves_who_it_is_before_something_sensitive(
    browser: FlaskClient, codes: list[str], frozen_clock: FrozenClock
) -> None:
    frozen_clock.tick(minutes=11)
    wrong = browser.post("/login/confirm", data={"recovery_code": "ABCD-EFGH"})
    assert (wrong.status_code, 'id="recovery_code-error"' in wrong.text) == (401, True)

    right = browser.post("/login/confirm", data={"recovery_code": codes[0], "next": "/account/delete"})

    assert leads_to(right) == "/account/delete"


def test_who_has_no_factor_is_offered_no_codes(app: Flask) -> None:
    browser = a_browser(app)
    register(browser, "jisoo")

    assert leads_to(browser.get("/account/recovery-codes")) == "/account"
