"""In, out, and once more before something sensitive."""

from collections.abc import Iterable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import login_required
from tests.builders import PASSWORD, add_user
from tests.cookie_names import ACCESS_COOKIE, REFRESH_COOKIE
from tests.pages.browser import a_browser, leads_to, register
from tests.pages.site import open_site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from playwright.sync_api import Browser

CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}


def test_a_page_that_needs_a_login_is_there_again_after_it(app: Flask, browser: FlaskClient) -> None:
    app.add_url_rule("/orders", "orders", login_required(lambda: "your orders"))
    register(browser)
    browser.post("/logout")

    form = leads_to(browser.get("/orders?page=2", headers={"Accept": "text/html"}))
    assert form == "/login?next=/orders%3Fpage%3D2"
    assert 'name="next" value="/orders?page=2"' in browser.get(form).text
    back = leads_to(browser.post(form, data={**CREDENTIALS, "next": "/orders?page=2"}))

    assert browser.get(back).text == "your orders"


@pytest.mark.parametrize("next_page", ["https://evil.example", "//evil.example", "/\\evil.example", "%09//x"])
def test_nobody_is_led_to_another_site(browser: FlaskClient, next_page: str) -> None:
    register(browser)
    browser.post("/logout")

    assert leads_to(browser.post("/login", data={**CREDENTIALS, "next": next_page})) == "/account"
    assert leads_to(browser.get("/login", query_string={"next": next_page})) == "/account"


def test_a_wrong_password_keeps_the_name_and_says_so(browser: FlaskClient) -> None:
    register(browser)
    browser.post("/logout")

    answer = browser.post("/login", data={"identifier": "minsu", "password": "wrong-password-here"})

    assert answer.status_code == 401
    assert 'value="minsu"' in answer.text
    assert 'role="alert"' in answer.text
    assert "wrong-password-here" not in answer.text


@pytest.mark.requirement("WB-10")
def test_what_was_typed_is_text_and_never_markup(browser: FlaskClient) -> None:
    answer = browser.post("/login", data={"identifier": '"><script>alert(1)</script>', "password": "x"})

    assert "<script>alert" not in answer.text


@pytest.mark.requirement("CS-07")
@pytest.mark.parametrize("path", ["/login", "/logout", "/register", "/forgot-password"])
def test_forms_of_other_sites_do_nothing(browser: FlaskClient, path: str) -> None:
    answer = browser.post(path, data=CREDENTIALS, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert browser.get_cookie(ACCESS_COOKIE) is None


def test_the_logout_page_logs_nobody_out_by_itself(browser: FlaskClient) -> None:
    assert leads_to(browser.get("/logout")) == "/login"
    register(browser)
    assert browser.get("/logout").status_code == 200
    assert browser.get("/account").status_code == 200

    assert leads_to(browser.post("/logout")) == "/login?notice=logged_out"

    assert browser.get_cookie(REFRESH_COOKIE) is None
    assert leads_to(browser.get("/account")) == "/login?next=/account"


def test_a_site_chooses_where_people_are_after_the_logout(browser: FlaskClient) -> None:
    register(browser)
    assert 'name="next" value="/goodbye"' in browser.get("/logout?next=/goodbye").text

    assert leads_to(browser.post("/logout?next=/goodbye")) == "/goodbye"
    register(browser, "jiwoo")
    assert leads_to(browser.post("/logout?next=//evil.example")) == "/login?notice=logged_out"


def test_who_stays_logged_in_says_so_in_the_form(browser: FlaskClient) -> None:
    register(browser)
    browser.post("/logout")
    browser.post("/login", data={**CREDENTIALS, "remember": "1"})

    cookie = browser.get_cookie(REFRESH_COOKIE)
    assert cookie is not None
    assert cookie.max_age == 14 * 86400


def test_a_temporary_password_leads_to_a_new_one(app: Flask) -> None:
    services = app.extensions["daemun"]
    browser = a_browser(app)
    register(browser)
    browser.post("/logout")
    user = services.users.find_by_username("minsu")
    temporary = services.passwords.set_temporary(user).text

    entered = browser.post("/login", data={"identifier": "minsu", "password": temporary})
    assert leads_to(entered) == "/account/password"
    assert leads_to(browser.get("/account")).startswith("/account/password")
    browser.post(
        "/account/password",
        data={"current_password": temporary, "new_password": "bom-sandal-gureum-1357"},
    )

    assert browser.get("/account").status_code == 200


def test_a_request_of_another_tab_that_arrives_after_the_login_logs_nobody_out(
    chromium: "Browser", tmp_path: Path
) -> None:
    is_sent, may_arrive = Event(), Event()
    with open_site(tmp_path) as site, chromium.new_context(locale="en-US") as context:
        serve = site.app.wsgi_app

        def slowly(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            if environ["PATH_INFO"] == "/auth/me":
                is_sent.set()
                may_arrive.wait(20)
            return serve(environ, start_response)

        site.app.wsgi_app = slowly  # type: ignore[method-assign]
        add_user(site.services, password=PASSWORD)
        tabs = [context.new_page(), context.new_page()]
        for tab in tabs:
            tab.goto(f"{site.address}/login")
        for tab in tabs:
            tab.locator("[name=identifier]").fill("minsu")
            tab.locator("[name=password]").fill(PASSWORD)
            tab.locator("[name=password]").press("Enter")
            tab.wait_for_url("**/account")
            if tab is tabs[0]:
                tab.evaluate("() => { window.late = fetch('/auth/me').then(answer => answer.status) }")
                assert is_sent.wait(20)
        may_arrive.set()

        assert tabs[0].evaluate("window.late") == 401
        for tab in tabs:
            tab.reload()
            assert tab.url == f"{site.address}/account"
