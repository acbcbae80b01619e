from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from daemun import Daemun, login_required
from daemun.http.errors import (
    FreshLoginRequired,
    InsufficientRole,
    InsufficientScope,
    PasswordChangeRequired,
    StrongerLoginRequired,
    TokenMissing,
)
from daemun.http.operation import Operation, describe, operation_of, refusals_of
from daemun.scope import Restriction
from tests.applications import MakeApp
from tests.builders import PASSWORD


def view() -> str:
    return "ran"


def test_what_is_said_of_a_view_changes_nothing_about_it() -> None:
    operation = Operation(status=204)

    described = describe(operation)(login_required(view))

    assert operation_of(described) is operation
    assert TokenMissing in refusals_of(described)


def test_nothing_is_known_of_a_view_that_nobody_described() -> None:
    assert operation_of(len) is None
    assert operation_of(view) is None
    assert refusals_of(view) == ()


def test_a_guard_tells_what_it_refuses() -> None:
    plain = set(refusals_of(login_required(view)))
    everything = login_required(
        roles={"editor"}, scopes={"read"}, factors={"otp"}, max_age=timedelta(minutes=1)
    )
    strict = set(refusals_of(everything(view)))

    assert strict - plain == {
        *(InsufficientRole, InsufficientScope, StrongerLoginRequired, FreshLoginRequired),
    }
    assert PasswordChangeRequired in plain
    assert PasswordChangeRequired not in refusals_of(
        login_required(restrictions={Restriction.PASSWORD_CHANGE})(view)
    )
    assert TokenMissing not in refusals_of(login_required(optional=True)(view))


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    """Logged in."""
    client = make_app().test_client()
    answer = client.post("/auth/register", json={"username": "minsu", "password": PASSWORD})
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {answer.get_json()['access_token']}"
    return client


NO_BODY = (
    "/auth/me/recovery-codes",
    "/auth/me/undelete",
    "/auth/me/passkeys/options",
    "/auth/passkey/options",
)


@pytest.mark.parametrize("path", NO_BODY)
@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b'{"name": "x"}', "application/json", 422),
        (b"[]", "application/json", 400),
        (b"{", "application/json", 400),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b"x", "", 415),
        (b" " * 70_000, "application/json", 413),
    ],
)
def test_a_body_is_refused_where_none_is_wanted(
    client: FlaskClient, path: str, body: bytes, media_type: str, status: int
) -> None:
    answer = client.post(path, data=body, content_type=media_type)

    assert answer.status_code == status
    if status == 422:
        assert answer.get_json()["errors"][0]["pointer"] == "/name"


@pytest.mark.parametrize("body", [b"", b"{}", b" {} "])
def test_nothing_and_an_empty_object_say_nothing(client: FlaskClient, body: bytes) -> None:
    for media_type in ("application/json", *(["", "text/plain"] if not body else [])):
        answer = client.post("/auth/passkey/options", data=body, content_type=media_type)
        assert answer.status_code == 200


def test_a_body_of_a_call_that_takes_something_away_is_refused_too(client: FlaskClient) -> None:
    assert client.delete("/auth/sessions", json={"keep": "x"}).status_code == 422
    assert client.get("/auth/me").status_code == 200


def test_whoever_may_not_come_in_hears_that_before_anything_about_a_body(make_app: MakeApp) -> None:
    stranger = make_app().test_client()

    for json in ({"keep": "x"}, {}, None):
        assert stranger.delete("/auth/sessions", json=json).status_code == 401
        assert stranger.patch("/auth/me", json=json).status_code == 401


def test_a_token_in_a_form_is_no_body(make_app: MakeApp) -> None:
    client = make_app(Daemun(), transport_form_field=True).test_client()
    person = {"username": "minsu", "password": PASSWORD}
    token = client.post("/auth/register", json=person).get_json()["access_token"]

    assert client.post("/auth/me/undelete", data={"access_token": token}).status_code == 204
