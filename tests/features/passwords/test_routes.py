import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.cookie_names import DEVICE_COOKIE

NEW_PASSWORD = "seven-lanterns-over-the-rice"


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    client = make_app().test_client()
    given = {"username": "minsu", "email": "minsu@example.kr", "password": PASSWORD}
    assert client.post("/auth/register", json=given).status_code == 201
    return client


def log_in(client: FlaskClient, password: str = PASSWORD, **name: str) -> TestResponse:
    return client.post("/auth/login", json={**(name or {"username": "minsu"}), "password": password})


def code(response: TestResponse) -> tuple[int, str]:
    assert response.json is not None
    return response.status_code, response.json["code"]


def bearer(response: TestResponse) -> dict[str, str]:
    assert response.json is not None
    return {"Authorization": f"Bearer {response.json['access_token']}"}


@pytest.mark.parametrize(
    "name", [{"username": "minsu"}, {"email": "minsu@example.kr"}, {"identifier": "minsu"}]
)
def test_a_person_logs_in_with_one_of_three_names(client: FlaskClient, name: dict[str, str]) -> None:
    assert log_in(client, **name).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer", "mistake"),
    [
        ({"password": PASSWORD}, "", "one_name"),
        ({"username": "minsu", "email": "minsu@example.kr", "password": PASSWORD}, "", "one_name"),
        ({"username": "minsu"}, "/password", "required"),
        ({"username": 1, "password": PASSWORD}, "/username", "not_text"),
        ({"username": "x" * 321, "password": PASSWORD}, "/username", "too_long"),
        ({"username": "minsu", "password": "x" * 1025}, "/password", "too_long"),
        ({"username": "minsu", "password": PASSWORD, "scope": "all"}, "/scope", "unknown_member"),
    ],
)
def test_a_login_has_one_name_and_a_password(
    client: FlaskClient, body: dict[str, object], pointer: str, mistake: str
) -> None:
    response = client.post("/auth/login", json=body)

    assert code(response) == (422, "validation_failed")
    assert response.json is not None
    assert [(each["pointer"], each["code"]) for each in response.json["errors"]] == [(pointer, mistake)]


@pytest.mark.requirement("EN-01")
def test_wrong_names_and_wrong_passwords_are_answered_alike(client: FlaskClient) -> None:
    answers = [log_in(client, "wrong-password-of-somebody"), log_in(client, username="nobody")]

    bodies = [{**(each.json or {}), "instance": ""} for each in answers]
    headers = [sorted(each.headers) for each in answers]
    assert bodies[0] == bodies[1]
    assert headers[0] == headers[1]
    assert code(answers[0]) == (401, "invalid_credentials")


@pytest.mark.requirement("TH-08")
def test_too_many_tries_are_answered_alike_for_everybody(client: FlaskClient) -> None:
    for name in ("minsu", "nobody"):
        for _ in range(5):
            log_in(client, "wrong-password-of-somebody", username=name)
        refused = log_in(client, username=name)
        assert code(refused) == (429, "too_many_tries")
        assert refused.headers["Retry-After"] == "30"


@pytest.mark.requirement("PW-15", "SE-06")
def test_a_person_changes_the_password(client: FlaskClient) -> None:
    mine, other = log_in(client), log_in(client)

    changed = client.post(
        "/auth/me/password",
        json={"current_password": PASSWORD, "new_password": NEW_PASSWORD},
        headers=bearer(mine),
    )

    assert changed.status_code == 200
    assert code(client.get("/auth/me", headers=bearer(other))) == (401, "token_revoked")
    assert client.get("/auth/me", headers=bearer(changed)).status_code == 200
    assert changed.json is not None
    assert mine.json is not None
    assert changed.json["session_id"] == mine.json["session_id"]
    successor = client.post("/auth/refresh", json={"refresh_token": changed.json["refresh_token"]})
    assert successor.status_code == 200
    assert code(log_in(client)) == (401, "invalid_credentials")
    assert log_in(client, NEW_PASSWORD).status_code == 200


@pytest.mark.requirement("PW-15")
def test_the_current_password_is_needed(client: FlaskClient) -> None:
    for body in ({"new_password": NEW_PASSWORD}, {"current_password": "", "new_password": NEW_PASSWORD}):
        refused = client.post("/auth/me/password", json=body, headers=bearer(log_in(client)))
        assert refused.status_code in (401, 422)
    assert log_in(client).status_code == 200


def test_a_weak_new_password_is_told_at_its_member(client: FlaskClient) -> None:
    refused = client.post(
        "/auth/me/password",
        json={"current_password": PASSWORD, "new_password": "short"},
        headers=bearer(log_in(client)),
    )

    assert code(refused) == (422, "password_too_weak")
    assert refused.json is not None
    assert {each["pointer"] for each in refused.json["errors"]} == {"/new_password"}
    assert all(each["detail"] for each in refused.json["errors"])


@pytest.mark.requirement("PW-19")
def test_a_demanded_change_comes_before_anything_else(make_app: MakeApp, frozen_clock: FrozenClock) -> None:
    auth = Daemun(clock=frozen_clock)
    app = make_app(auth)
    client = app.test_client()
    client.post("/auth/register", json={"username": "minsu", "password": PASSWORD})
    with app.app_context():
        user = auth.users.find_by_username("minsu")
        assert user is not None
        auth.passwords.demand_change(user.id)
    tokens = log_in(client)

    for method, path in (("GET", "/me"), ("GET", "/sessions"), ("DELETE", "/sessions"), ("GET", "/verify")):
        refused = client.open(f"/auth{path}", method=method, headers=bearer(tokens))
        assert code(refused) == (403, "password_change_required")
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert client.post("/auth/me/password", json=body, headers=bearer(tokens)).status_code == 200
    assert client.get("/auth/me", headers=bearer(log_in(client, NEW_PASSWORD))).status_code == 200


@pytest.mark.requirement("SE-02")
def test_a_fresh_proof_gives_new_tokens(client: FlaskClient, frozen_clock: FrozenClock) -> None:
    old = log_in(client)
    frozen_clock.tick(minutes=9)

    fresh = client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=bearer(old))

    assert fresh.json is not None
    assert old.json is not None
    assert fresh.json["session_id"] == old.json["session_id"]
    refused = client.post("/auth/refresh", json={"refresh_token": old.json["refresh_token"]})
    assert code(refused) == (401, "session_ended")
    wrong = client.post("/auth/reauthenticate", json={"password": "wrong"}, headers=bearer(fresh))
    assert code(wrong) == (401, "invalid_credentials")


@pytest.mark.requirement("TH-04", "CK-05")
def test_a_browser_that_logged_in_is_known_half_a_year(make_app: MakeApp) -> None:
    client = make_app(transport_cookies=True).test_client()
    headers = {"Sec-Fetch-Site": "same-origin"}
    account = {"username": "minsu", "password": PASSWORD}
    client.post("/auth/register", json=account, headers=headers, base_url="https://localhost")

    response = client.post("/auth/login", json=account, headers=headers, base_url="https://localhost")

    (cookie,) = [each for each in response.headers.getlist("Set-Cookie") if each.startswith(DEVICE_COOKIE)]
    assert f"Max-Age={180 * 86_400}" in cookie
    for attribute in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert attribute in cookie
