"""In which language pages are."""

from flask import Flask
from flask.testing import FlaskClient

from tests.builders import PASSWORD
from tests.pages.browser import a_browser, register

KOREAN = {"Accept-Language": "ko-KR,ko;q=0.9"}


def test_the_language_is_that_of_the_browser_until_a_link_is_followed(browser: FlaskClient) -> None:
    korean = browser.get("/login", headers=KOREAN)
    assert '<html lang="ko">' in korean.text
    assert "로그인" in korean.text
    assert 'href="/login?lang=en"' in korean.text

    browser.get("/login?lang=en", headers=KOREAN)

    assert '<html lang="en">' in browser.get("/login", headers=KOREAN).text
    refused = browser.post("/login", data={"identifier": "x", "password": "y"}, headers=KOREAN)
    assert '<html lang="en">' in refused.text
    assert browser.get("/login?lang=xx", headers=KOREAN).status_code == 200


def test_the_account_remembers_the_language_for_other_browsers(app: Flask, browser: FlaskClient) -> None:
    register(browser)
    browser.get("/account?lang=en", headers=KOREAN)
    other = a_browser(app)
    assert '<html lang="ko">' in other.get("/login", headers=KOREAN).text

    other.post("/login", data={"identifier": "minsu", "password": PASSWORD})

    assert '<html lang="en">' in other.get("/account", headers=KOREAN).text
    other.get("/account?lang=ko")
    assert '<html lang="ko">' in other.get("/account").text
    assert '<html lang="en">' in browser.get("/account").text


def test_another_site_changes_no_language(browser: FlaskClient) -> None:
    register(browser)

    refused = browser.post("/account/profile?lang=ko", headers={"Sec-Fetch-Site": "cross-site"})

    assert refused.status_code == 403
    assert "__Host-daemun-language" not in refused.headers.get("Set-Cookie", "")
    assert '<html lang="en">' in browser.get("/account").text
