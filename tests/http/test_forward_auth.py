"""`/verify`: what a proxy is told of who is asking, and where a browser without a session is led."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.features.users.model import User
from daemun.testing import FrozenClock, MintToken
from tests.applications import MakeApp

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
EVERYTHING = "user,roles,name,email,session_age"


def next_of(location: str | None) -> str | None:
    """Where the login page is to lead."""
    return parse_qs(urlsplit(location or "").query).get("next", [None])[0]


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An application with a login page, that tells everything."""
    return make_app(http_login_page="/login", http_verify_headers=EVERYTHING)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT", "QUERY"]
)
@pytest.mark.parametrize("path", ["/auth/verify", "/auth/verify/", "/auth/verify/reports/2026?page=2"])
def test_any_method_and_any_appended_path_is_answered(
    client: FlaskClient, method: str, path: str, daemun_user: User, mint_token: MintToken
) -> None:
    headers = {"Authorization": f"Bearer {mint_token(daemun_user)}"}

    assert client.open(path, method=method, headers=headers).status_code == 204
    assert client.open(path, method=method).status_code == 401


def test_a_proxy_is_told_everything_that_it_may_hear(
    client: FlaskClient, daemun_user: User, mint_token: MintToken, frozen_clock: FrozenClock
) -> None:
    token = mint_token(daemun_user, roles=("관리자", "Site Admin"))
    frozen_clock.tick(seconds=90)

    told = client.get("/auth/verify", headers={"Authorization": f"Bearer {token}"}).headers

    assert told["X-Auth-User"] == daemun_user.id
    assert [unquote(role) for role in told["X-Auth-Roles"].split(",")] == ["관리자", "Site Admin"]
    assert unquote(told["X-Auth-Name"]) == daemun_user.username
    assert told["X-Auth-Session-Age"] == "90"
    assert all(value.isascii() for value in told.values())


def test_only_a_proven_address_is_told_and_the_header_is_never_missing(
    client: FlaskClient, daemun_user: User, mint_token: MintToken
) -> None:
    headers = {"Authorization": f"Bearer {mint_token(daemun_user)}"}

    told = client.get("/auth/verify", headers=headers).headers["X-Auth-Email"]

    assert daemun_user.email_verified_at is None
    assert told == ""


def test_without_a_setting_id_and_roles_are_told(
    make_app: MakeApp, daemun_user: User, mint_token: MintToken
) -> None:
    plain = make_app()
    headers = {"Authorization": f"Bearer {mint_token(daemun_user, app=plain)}"}

    told = plain.test_client().get("/auth/verify", headers=headers).headers

    assert {name for name, _ in told if name.startswith("X-Auth")} == {"X-Auth-User", "X-Auth-Roles"}


@pytest.mark.parametrize(
    ("path", "headers", "wanted"),
    [
        ("/auth/verify", {"X-Forwarded-Uri": "/reports?page=2"}, "/reports?page=2"),
        ("/auth/verify/reports?page=2", {}, "/reports?page=2"),
        ("/auth/verify/", {}, "/"),
        ("/auth/verify/%EB%B3%B4%EA%B3%A0", {}, "/%EB%B3%B4%EA%B3%A0"),
        ("/auth/verify?rd=/reports%3Fpage%3D2", {}, "/reports?page=2"),
        ("/auth/verify?next=/reports", {}, "/reports"),
        ("/auth/verify?rd=https://app.example.com/reports%3Fa%3D1", {}, "/reports?a=1"),
        ("/auth/verify", {}, None),
    ],
)
def test_a_browser_is_led_to_the_login_and_back(
    client: FlaskClient, path: str, headers: dict[str, str], wanted: str | None
) -> None:
    answer = client.get(path, headers={**PAGE, **headers})

    assert answer.status_code == 302
    assert answer.headers["Location"].partition("?")[0] == "/login"
    assert next_of(answer.headers["Location"]) == wanted
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "https://app.example.com//evil.example",
        "/a\tb",
        "/\x7f",
        "/reports\r\nSet-Cookie: x=y",
        "/보고",
        "http://[",
        "/" + "a" * 3000,
    ],
)
@pytest.mark.parametrize("place", ["rd", "next"])
def test_nobody_is_led_to_another_host(client: FlaskClient, asked: str, place: str) -> None:
    answer = client.get("/auth/verify", query_string={place: asked}, headers=PAGE)

    location = answer.headers["Location"]
    assert location.partition("?")[0] == "/login"
    wanted = next_of(location)
    assert wanted is None or (wanted.startswith("/") and not wanted.startswith(("//", "/\\")))
    assert "evil" not in location
    assert location.isprintable()


def test_nginx_gets_401_with_the_address_because_it_takes_nothing_else(client: FlaskClient) -> None:
    answer = client.get("/auth/verify", headers={**PAGE, "X-Original-URI": "/reports?page=2"})

    assert answer.status_code == 401
    assert next_of(answer.headers["Location"]) == "/reports?page=2"


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {},
        {**PAGE, "X-Forwarded-Method": "POST"},
        {"Accept": "text/html;q=0.1, application/json"},
    ],
)
def test_scripts_and_changes_get_the_refusal(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.get("/auth/verify", headers=headers)

    assert answer.status_code == 401
    assert "Location" not in answer.headers
    assert answer.get_json()["code"] == "token_missing"


def test_without_a_login_page_nobody_is_led(make_app: MakeApp) -> None:
    assert make_app().test_client().get("/auth/verify", headers=PAGE).status_code == 401


def test_a_login_elsewhere_is_told_nothing_of_where_to_go(make_app: MakeApp) -> None:
    client = make_app(http_login_page="https://login.example.com/enter").test_client()

    answer = client.get("/auth/verify", headers={**PAGE, "X-Forwarded-Uri": "/reports"})

    assert answer.headers["Location"] == "https://login.example.com/enter"


def test_an_expired_session_is_led_to_the_login_too(
    client: FlaskClient, daemun_user: User, mint_token: MintToken, frozen_clock: FrozenClock
) -> None:
    headers = {"Authorization": f"Bearer {mint_token(daemun_user)}"}
    frozen_clock.tick(hours=2)

    assert client.get("/auth/verify", headers={**PAGE, **headers}).status_code == 302
