import pytest
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import TestResponse

from daemun.composition.services import Services
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.cookie_names import ACCESS_COOKIE, DEVICE_COOKIE, REFRESH_COOKIE

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def log_in(app: Flask) -> TestResponse:
    return app.test_client().post(
        "/auth/register", json={"username": "minsu", "password": PASSWORD}, headers=SAME_ORIGIN
    )


@pytest.mark.requirement("CK-01", "CK-03", "CK-04", "SE-13")
def test_cookies_are_bound_to_the_host_out_of_reach_of_scripts_and_end_with_the_browser(
    make_app: MakeApp,
) -> None:
    cookies = {
        cookie.split("=")[0]: cookie
        for cookie in log_in(make_app(transport_cookies=True)).headers.getlist("Set-Cookie")
    }

    # Lax: who follows a link from a mail is logged in; unsafe methods have the cross-site check.
    for name, same_site in ((ACCESS_COOKIE, "Lax"), (REFRESH_COOKIE, "Lax")):
        attributes = cookies[name].split("; ")[1:]
        assert sorted(attributes) == ["HttpOnly", "Path=/", f"SameSite={same_site}", "Secure"]
        assert len(cookies[name]) <= 4096


@pytest.mark.requirement("SE-04")
def test_logging_out_takes_the_token_cookies_back_and_leaves_the_device_known(make_app: MakeApp) -> None:
    client = make_app(transport_cookies=True).test_client()
    over_https = {"base_url": "https://localhost", "headers": SAME_ORIGIN}
    account = {"username": "minsu", "password": PASSWORD}
    client.post("/auth/register", json=account, **over_https)
    client.post("/auth/login", json=account, **over_https)

    response = client.post("/auth/logout", **over_https)

    assert response.status_code == 204
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert client.get_cookie(ACCESS_COOKIE) is None
    assert client.get_cookie(REFRESH_COOKIE) is None
    assert client.get_cookie(DEVICE_COOKIE) is not None


def test_applications_below_two_paths_of_one_host_keep_their_cookies_apart(make_app: MakeApp) -> None:
    shop, forum = make_app(transport_cookies=True), make_app(transport_cookies=True)
    root = Flask("root")
    root.wsgi_app = DispatcherMiddleware(root.wsgi_app, {"/shop": shop, "/forum": forum})  # type: ignore[method-assign]
    browser = root.test_client()
    browser.environ_base.update({"wsgi.url_scheme": "https", "HTTP_SEC_FETCH_SITE": "same-origin"})
    account = {"username": "minsu", "password": PASSWORD}

    assert browser.post("/shop/auth/register", json=account).status_code == 201
    assert browser.post("/forum/auth/register", json=account).status_code == 201
    assert browser.post("/forum/auth/logout").status_code == 204

    assert browser.get("/shop/auth/me").status_code == 200
    assert browser.post("/shop/auth/refresh").status_code == 200
    assert browser.get("/forum/auth/me").status_code == 401


def test_a_name_that_is_set_is_the_name_of_every_cookie(make_app: MakeApp) -> None:
    answer = log_in(make_app(transport_cookies=True, transport_cookie_name="shop"))

    names = {line.split("=")[0] for line in answer.headers.getlist("Set-Cookie")}
    assert names == {"__Host-shop-access", "__Host-shop-refresh", "__Host-shop-device"}


@pytest.mark.parametrize(
    ("origin", "lines"),
    [("http://192.168.0.5:5000", 1), ("http://localhost:5000", 0), ("https://www.example.com", 0), (None, 0)],
)
def test_a_page_without_https_whose_browser_keeps_no_login_is_told(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture, origin: str | None, lines: int
) -> None:
    client = make_app(transport_cookies=True).test_client()
    headers = SAME_ORIGIN if origin is None else {**SAME_ORIGIN, "Origin": origin}

    client.post("/auth/register", json={"username": "minsu", "password": PASSWORD}, headers=headers)

    assert caplog.text.count("browsers keep no login from http://192.168.0.5:5000") == lines


def test_who_has_too_many_roles_from_before_there_were_cookies_is_told(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(transport_cookies=True)
    services: Services = app.extensions["daemun"]
    with app.app_context():
        user = services.host_users.create(username="minsu", password=PASSWORD)
    for number in range(150):
        services.store.roles.grant(user.id, f"department-{number:03}-editor", now=user.created_at)
    account = {"username": "minsu", "password": PASSWORD}

    answer = app.test_client().post("/auth/login", json=account, headers=SAME_ORIGIN)

    assert (answer.status_code, code_of(answer)) == (409, "login_too_large")
    assert "take roles from the user" in caplog.text
