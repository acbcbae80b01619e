import json
from io import BytesIO
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun.features.users.model import User
from daemun.testing import FrozenClock, LogInAs, MintToken
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.cookie_names import ACCESS_COOKIE, REFRESH_COOKIE

ACCOUNT = {"username": "minsu", "password": PASSWORD}


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def content(response: TestResponse, status: int = 200) -> dict[str, str]:
    assert response.status_code == status
    assert response.json is not None
    answer: dict[str, str] = response.json
    return answer


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def register(client: FlaskClient) -> dict[str, str]:
    return content(client.post("/auth/register", json=ACCOUNT), 201)


@pytest.mark.requirement("RT-01", "RT-02")
def test_a_refresh_token_is_exchanged_once(client: FlaskClient, frozen_clock: FrozenClock) -> None:
    first = register(client)
    second = content(client.post("/auth/refresh", json={"refresh_token": first["refresh_token"]}))
    frozen_clock.tick(seconds=10)
    client.post("/auth/refresh", json={"refresh_token": second["refresh_token"]})

    reused = client.post("/auth/refresh", json={"refresh_token": first["refresh_token"]})

    assert content(reused, 401)["code"] == "session_ended"
    assert content(client.get("/auth/me", headers=bearer(second)), 401)["code"] == "token_revoked"


@pytest.mark.requirement("RT-12")
def test_a_phone_that_lost_an_answer_comes_back_after_13_days_and_goes_on(
    client: FlaskClient, frozen_clock: FrozenClock
) -> None:
    held = register(client)["refresh_token"]
    client.post("/auth/refresh", json={"refresh_token": held})
    frozen_clock.tick(days=13)

    answer = content(client.post("/auth/refresh", json={"refresh_token": held}))

    assert client.get("/auth/me", headers=bearer(answer)).status_code == 200
    assert content(client.post("/auth/refresh", json={"refresh_token": answer["refresh_token"]}))


@pytest.mark.parametrize("body", [{}, {"refresh_token": 1}, {"refresh_token": "x" * 1025}, {"token": "x"}])
def test_a_refresh_needs_a_token_in_its_body(client: FlaskClient, body: dict[str, object]) -> None:
    assert content(client.post("/auth/refresh", json=body), 422)["code"] == "validation_failed"


@pytest.mark.requirement("SE-04")
def test_logging_out_ends_the_session_at_once(client: FlaskClient) -> None:
    tokens = register(client)

    answer = client.post("/auth/logout", headers=bearer(tokens))

    assert (answer.status_code, answer.get_data()) == (204, b"")
    assert content(client.get("/auth/me", headers=bearer(tokens)), 401)["code"] == "token_revoked"
    refused = client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert content(refused, 401)["code"] == "session_ended"


def test_logging_out_needs_to_know_of_whom(client: FlaskClient) -> None:
    assert content(client.post("/auth/logout"), 401)["code"] == "token_missing"
    assert content(client.post("/auth/logout", json={}), 401)["code"] == "token_missing"
    assert content(client.post("/auth/logout", data={"refresh_token": "x"}), 415)["code"] == (
        "unsupported_media_type"
    )


def is_ended(client: FlaskClient, tokens: dict[str, str]) -> bool:
    return client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]}).status_code == 401


@pytest.mark.requirement("SE-04")
def test_an_expired_access_token_logs_out(client: FlaskClient, frozen_clock: FrozenClock) -> None:
    tokens = register(client)
    frozen_clock.tick(days=1)

    assert client.post("/auth/logout", headers=bearer(tokens)).status_code == 204
    assert is_ended(client, tokens)
    # Whoever is logged out already is logged out again.
    assert client.post("/auth/logout", headers=bearer(tokens)).status_code == 204


@pytest.mark.requirement("SE-04")
def test_a_refresh_token_in_the_body_logs_out(client: FlaskClient, frozen_clock: FrozenClock) -> None:
    tokens = register(client)
    frozen_clock.tick(days=13)
    body = {"refresh_token": tokens["refresh_token"]}

    assert client.post("/auth/logout", json=body).status_code == 204
    assert is_ended(client, tokens)
    assert client.post("/auth/logout", json=body).status_code == 204


def test_a_good_token_logs_out_beside_a_bad_one(client: FlaskClient) -> None:
    first, second = register(client), content(client.post("/auth/login", json=ACCOUNT))

    by_body = client.post(
        "/auth/logout",
        json={"refresh_token": first["refresh_token"]},
        headers={"Authorization": "Bearer a.b.c"},
    )
    by_header = client.post("/auth/logout", json={"refresh_token": "a.b"}, headers=bearer(second))

    assert (by_body.status_code, by_header.status_code) == (204, 204)
    assert is_ended(client, first)
    assert is_ended(client, second)


@pytest.mark.parametrize("authorization", ["Bearer a.b.c", "Bearer  ", "Bearer \0"])
def test_a_made_up_access_token_logs_nobody_out(client: FlaskClient, authorization: str) -> None:
    tokens = register(client)

    refused = client.post("/auth/logout", headers={"Authorization": authorization})

    assert content(refused, 401)["code"] == "token_invalid"
    assert not is_ended(client, tokens)


def test_a_token_of_another_issuer_logs_nobody_out(client: FlaskClient, make_app: MakeApp) -> None:
    other = make_app(tokens_issuer="urn:other").test_client()
    foreign = register(other)

    refused = client.post("/auth/logout", headers=bearer(foreign))

    assert content(refused, 401)["code"] == "token_invalid"
    assert not is_ended(other, foreign)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"refresh_token": "made.up"}, "token_invalid"),
        ({"refresh_token": 1}, "validation_failed"),
        ({"token": "x"}, "validation_failed"),
        ({"refresh_token": "x" * 1025}, "validation_failed"),
    ],
)
def test_a_bad_body_logs_nobody_out(client: FlaskClient, body: dict[str, object], code: str) -> None:
    refused = client.post("/auth/logout", json=body)

    assert refused.json is not None
    assert refused.json["code"] == code


def test_a_body_in_chunks_is_read_like_any_other(client: FlaskClient) -> None:
    tokens = register(client)
    body = json.dumps({"refresh_token": tokens["refresh_token"]}).encode()

    answer = client.post(
        "/auth/logout",
        input_stream=BytesIO(body),
        headers={"Transfer-Encoding": "chunked", "Content-Type": "application/json"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == 204
    assert is_ended(client, tokens)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_an_empty_body_of_any_type_is_none(client: FlaskClient, kind: str) -> None:
    tokens = register(client)

    answer = client.post("/auth/logout", headers={**bearer(tokens), "Content-Type": kind})

    assert answer.status_code == 204


@pytest.mark.requirement("SE-07")
def test_a_person_lists_the_own_sessions_with_their_devices(
    client: FlaskClient, frozen_clock: FrozenClock
) -> None:
    register(client)
    frozen_clock.tick(minutes=1)
    tokens = content(client.post("/auth/login", json=ACCOUNT, headers={"User-Agent": "Phone 2.0"}))

    listed = client.get("/auth/sessions", headers=bearer(tokens)).json

    assert listed is not None
    assert [each["current"] for each in listed["sessions"]] == [True, False]
    assert listed["sessions"][0] == {
        "id": tokens["session_id"],
        "device": "Phone 2.0",
        "address": "127.0.0.1",
        "created_at": "2026-11-23T09:01:00.000+00:00",
        "last_used_at": "2026-11-23T09:01:00.000+00:00",
        "expires_at": "2026-12-23T09:01:00.000+00:00",
        "authenticated_at": "2026-11-23T09:01:00.000+00:00",
        "amr": ["pwd"],
        "acr": "aal1",
        "current": True,
    }


@pytest.mark.requirement("SE-07", "SE-08")
def test_a_person_who_proved_it_lately_ends_sessions(client: FlaskClient, frozen_clock: FrozenClock) -> None:
    others = [register(client), content(client.post("/auth/login", json=ACCOUNT))]
    tokens = content(client.post("/auth/login", json=ACCOUNT))
    frozen_clock.tick(minutes=9, seconds=59)
    path = f"/auth/sessions/{others[0]['session_id']}"

    assert client.delete(path, headers=bearer(tokens)).status_code == 204
    assert content(client.delete(path, headers=bearer(tokens)), 404)["code"] == "not_found"
    assert client.delete("/auth/sessions", headers=bearer(tokens)).status_code == 204
    for other in others:
        refused = client.post("/auth/refresh", json={"refresh_token": other["refresh_token"]})
        assert refused.status_code == 401
    assert client.get("/auth/me", headers=bearer(tokens)).status_code == 200


@pytest.mark.requirement("SE-08")
@pytest.mark.parametrize("path", ["/auth/sessions", "/auth/sessions/any"])
def test_after_ten_minutes_a_fresh_proof_is_needed_to_end_sessions(
    client: FlaskClient, frozen_clock: FrozenClock, path: str
) -> None:
    tokens = register(client)
    frozen_clock.tick(minutes=5)
    tokens = content(client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]}))
    frozen_clock.tick(minutes=5)

    assert content(client.delete(path, headers=bearer(tokens)), 401)["code"] == "fresh_login_required"
    proof = client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=bearer(tokens))
    fresh = content(proof)
    assert client.delete(path, headers=bearer(fresh)).status_code in (204, 404)


def test_nobody_ends_the_session_of_somebody_else(
    app: Flask, client: FlaskClient, daemun_user: User, log_in_as: LogInAs
) -> None:
    other = content(client.post("/auth/register", json={**ACCOUNT, "username": "jiwoo"}), 201)

    assert log_in_as(daemun_user).delete(f"/auth/sessions/{other['session_id']}").status_code == 404
    assert client.get("/auth/me", headers=bearer(other)).status_code == 200


def test_a_reverse_proxy_hears_who_is_asking(
    client: FlaskClient, daemun_user: User, mint_token: MintToken
) -> None:
    headers = {"Authorization": f"Bearer {mint_token(daemun_user, roles=('admin', 'editor'))}"}

    answer = client.get("/auth/verify", headers=headers)

    assert answer.status_code == 204
    assert answer.headers["X-Auth-User"] == daemun_user.id
    assert answer.headers["X-Auth-Roles"] == "admin,editor"
    assert client.get("/auth/verify").status_code == 401


def test_roles_in_any_script_reach_a_server_behind_a_proxy_encoded(
    client: FlaskClient, daemun_user: User, mint_token: MintToken
) -> None:
    roles = ("Site Admin", "team:read", "관리자", "50%")
    headers = {"Authorization": f"Bearer {mint_token(daemun_user, roles=roles)}"}

    told = client.get("/auth/verify", headers=headers).headers["X-Auth-Roles"]

    assert told.isascii()
    assert tuple(map(unquote, told.split(","))) == roles
    assert "team:read" in told


class TestWithCookies:
    OURS = {"Sec-Fetch-Site": "same-origin"}  # noqa: RUF012
    HTTPS = "https://localhost"

    @pytest.fixture
    def browser(self, make_app: MakeApp) -> FlaskClient:
        client = make_app(transport_cookies=True).test_client()
        client.post("/auth/register", json=ACCOUNT, headers=self.OURS, base_url=self.HTTPS)
        return client

    def post(self, browser: FlaskClient, path: str, site: str = "same-origin") -> TestResponse:
        return browser.post(path, headers={"Sec-Fetch-Site": site}, base_url=self.HTTPS)

    @pytest.mark.requirement("RT-11")
    def test_a_refresh_needs_no_body_and_no_script(self, browser: FlaskClient) -> None:
        before = browser.get_cookie(REFRESH_COOKIE)

        assert self.post(browser, "/auth/refresh").status_code == 200
        assert browser.get_cookie(REFRESH_COOKIE) != before
        assert browser.get("/auth/me", base_url=self.HTTPS).status_code == 200

    @pytest.mark.parametrize(
        "sent",
        [{}, {"content_type": "application/json"}, {"json": {}}, {"data": "", "content_type": "text/plain"}],
    )
    def test_a_refresh_without_any_cookie_says_that_the_session_has_ended(
        self, make_app: MakeApp, sent: dict[str, object]
    ) -> None:
        browser = make_app(transport_cookies=True).test_client()

        refused = browser.post("/auth/refresh", headers=self.OURS, base_url=self.HTTPS, **sent)

        assert content(refused, 401)["code"] == "session_ended"

    @pytest.mark.requirement("CS-01", "RT-11")
    @pytest.mark.parametrize("path", ["/auth/refresh", "/auth/logout"])
    def test_other_sites_neither_refresh_nor_log_out(self, browser: FlaskClient, path: str) -> None:
        refused = self.post(browser, path, site="cross-site")

        assert content(refused, 403)["code"] == "cross_site_request"
        assert browser.get("/auth/me", base_url=self.HTTPS).status_code == 200

    def test_an_ended_session_takes_its_cookies_back(self, browser: FlaskClient) -> None:
        browser.set_cookie(REFRESH_COOKIE, "ended", secure=True)

        assert content(self.post(browser, "/auth/refresh"), 401)["code"] == "session_ended"
        assert browser.get_cookie(REFRESH_COOKIE) is None
        assert browser.get_cookie(ACCESS_COOKIE) is None

    @pytest.mark.requirement("SE-04")
    def test_logging_out_works_after_the_access_token_expired(
        self, browser: FlaskClient, frozen_clock: FrozenClock
    ) -> None:
        frozen_clock.tick(hours=1)

        assert self.post(browser, "/auth/logout").status_code == 204
        assert browser.get_cookie(REFRESH_COOKIE) is None

    @pytest.mark.parametrize("name", [ACCESS_COOKIE, REFRESH_COOKIE])
    def test_logging_out_with_a_stale_cookie_takes_it_away(self, make_app: MakeApp, name: str) -> None:
        browser = make_app(transport_cookies=True).test_client()
        browser.set_cookie(name, "stale", secure=True)

        assert self.post(browser, "/auth/logout").status_code == 204
        assert browser.get_cookie(name) is None

    def test_logging_out_works_behind_another_scheme_and_without_the_access_cookie(
        self, browser: FlaskClient
    ) -> None:
        kept = browser.get_cookie(REFRESH_COOKIE)
        assert kept is not None
        browser.delete_cookie(ACCESS_COOKIE)

        answer = browser.post(
            "/auth/logout", headers={**self.OURS, "Authorization": "Basic c3RhZ2luZzp4"}, base_url=self.HTTPS
        )

        assert answer.status_code == 204
        browser.set_cookie(REFRESH_COOKIE, kept.value, secure=True)
        assert content(self.post(browser, "/auth/refresh"), 401)["code"] == "session_ended"

    @pytest.mark.requirement("CS-07")
    @pytest.mark.parametrize("path", ["/auth/login", "/auth/register"])
    def test_other_sites_log_no_browser_in(self, make_app: MakeApp, path: str) -> None:
        client = make_app(transport_cookies=True).test_client()

        refused = client.post(path, json=ACCOUNT, headers={"Sec-Fetch-Site": "cross-site"})

        assert content(refused, 403)["code"] == "cross_site_request"
        assert "Set-Cookie" not in refused.headers
