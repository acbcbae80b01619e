"""Where pages are, and beside what."""

from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect

from daemun import Daemun, login_required
from daemun.first_request import HiddenRoute
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.pages.browser import a_browser, leads_to, register


def test_pages_are_off_unless_they_are_asked_for(make_app: MakeApp) -> None:
    assert make_app().test_client().get("/login").status_code == 404


def test_a_login_of_a_page_is_one_for_views_and_the_api(app: Flask, browser: FlaskClient) -> None:
    app.add_url_rule("/orders", "orders", login_required(lambda: "your orders"))
    register(browser)

    assert browser.get("/orders").text == "your orders"
    assert browser.get("/auth/me").status_code == 200
    forged = browser.post("/auth/logout", headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 403
    assert browser.post("/auth/logout").status_code == 204
    assert browser.get("/orders").status_code == 401


def test_pages_may_be_below_a_path(make_app: MakeApp) -> None:
    app = make_app(Daemun(pages=True), pages_prefix="/me")
    browser = a_browser(app)

    assert leads_to(browser.get("/me/account")) == "/me/login?next=/me/account"
    with app.test_request_context():
        assert url_for("daemun.pages.login", next="/x") == "/me/login?next=/x"


def test_a_route_of_the_host_at_the_same_address_stops_the_start(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    app.add_url_rule("/login", "my_login", lambda: "mine")

    with pytest.raises(HiddenRoute, match="my_login"):
        Daemun(app, pages=True)


def test_a_call_of_the_api_at_the_address_of_a_page_stops_the_start(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path), static_folder=None)

    with pytest.raises(HiddenRoute, match=r"POST /login: 'daemun.* DAEMUN_PAGES_PREFIX"):
        Daemun(app, pages=True, url_prefix="")


def test_a_template_of_the_host_goes_before_ours(tmp_path: Path, frozen_clock: FrozenClock) -> None:
    folder = tmp_path / "templates" / "daemun"
    folder.mkdir(parents=True)
    (folder / "layout.html").write_text("<body>my shop {% block page %}{% endblock %}</body>")
    app = Flask("host", root_path=str(tmp_path), instance_path=str(tmp_path / "instance"))
    auth = Daemun(app, pages=True, clock=frozen_clock)

    page = app.test_client().get("/login").text

    assert page.startswith("<body>my shop")
    assert 'name="password"' in page
    with app.app_context():
        auth.services.close()


def test_password_managers_find_the_form(browser: FlaskClient) -> None:
    register(browser)

    assert browser.get(leads_to(browser.get("/.well-known/change-password"))).status_code == 200


def test_password_managers_find_where_passkeys_are_kept(make_app: MakeApp) -> None:
    asked = make_app(
        Daemun(pages=True), pages_prefix="/members", http_origin="https://shop.example"
    ).test_client()

    found = asked.get("/.well-known/passkey-endpoints")

    assert found.get_json() == {
        "enroll": "https://shop.example/members/account/passkeys",
        "manage": "https://shop.example/members/account",
    }


def test_what_is_not_there_is_a_page(browser: FlaskClient) -> None:
    answer = browser.get("/daemun/nothing.js")

    assert answer.status_code == 404
    assert answer.content_type == "text/html; charset=utf-8"


def test_cookies_are_renewed_by_a_page_itself(browser: FlaskClient, frozen_clock: FrozenClock) -> None:
    register(browser)
    frozen_clock.tick(hours=2)

    assert browser.get("/account").status_code == 200


def test_the_forms_need_no_token_of_flask_wtf(tmp_path: Path, frozen_clock: FrozenClock) -> None:
    app = Flask("host", instance_path=str(tmp_path), static_folder=None)
    app.config["SECRET_KEY"] = "x" * 32
    CSRFProtect(app)
    auth = Daemun(app, pages=True, clock=frozen_clock)
    browser = a_browser(app)

    assert leads_to(register(browser)) == "/account"
    assert leads_to(browser.post("/logout")) == "/login?notice=logged_out"
    with app.app_context():
        auth.services.close()
