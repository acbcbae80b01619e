import pytest
from pydantic import BaseModel, Field

from daemun import Daemun, RegistrationRefused
from daemun.features.users.model import User
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD


class Profile(BaseModel):
    nickname: str = Field(min_length=2)


def test_a_person_registers_and_is_logged_in(make_app: MakeApp) -> None:
    client = make_app().test_client()

    response = client.post("/auth/register", json={"username": "김민수", "password": PASSWORD})

    assert response.status_code == 201
    assert response.json is not None
    assert response.json["user"]["username"] == "김민수"
    headers = {"Authorization": f"Bearer {response.json['access_token']}"}
    assert client.get("/auth/me", headers=headers).json == response.json["user"]


@pytest.mark.parametrize(
    ("body", "status", "code", "pointers"),
    [
        ({"password": PASSWORD}, 422, "validation_failed", ["/username"]),
        ({"username": "minsu"}, 422, "validation_failed", ["/password"]),
        (
            {"username": "m@", "email": "x", "password": PASSWORD},
            422,
            "validation_failed",
            ["/username", "/email"],
        ),
        ({"username": "minsu", "password": "short"}, 422, "password_too_weak", ["/password"]),
        ({"username": "taken", "password": PASSWORD}, 409, "username_taken", []),
        ({"email": "Taken@Example.KR", "password": PASSWORD}, 409, "email_taken", []),
        (
            {"username": "minsu", "password": PASSWORD, "roles": ["admin"]},
            422,
            "validation_failed",
            ["/roles"],
        ),
        (
            {"username": "minsu", "password": PASSWORD, "profile": {"a": 1}},
            422,
            "validation_failed",
            ["/profile"],
        ),
    ],
)
def test_a_registration_is_refused_with_its_reasons(
    make_app: MakeApp, body: dict[str, object], status: int, code: str, pointers: list[str]
) -> None:
    client = make_app().test_client()
    client.post(
        "/auth/register", json={"username": "taken", "email": "taken@example.kr", "password": PASSWORD}
    )

    response = client.post("/auth/register", json=body)

    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (status, code)
    assert list(dict.fromkeys(each["pointer"] for each in response.json.get("errors", []))) == pointers


def test_where_registration_is_closed_nobody_registers(make_app: MakeApp) -> None:
    client = make_app(registration_enabled=False).test_client()

    response = client.post("/auth/register", json={"username": "minsu", "password": PASSWORD})

    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (403, "registration_closed")


def test_an_application_has_fields_and_a_word_of_its_own(
    make_app: MakeApp, frozen_clock: FrozenClock
) -> None:
    def members_only(user: User) -> None:
        if user.email is None:
            raise RegistrationRefused(text="회원만 가입할 수 있습니다.")

    client = make_app(Daemun(clock=frozen_clock, profile=Profile, on_registering=members_only)).test_client()
    body: dict[str, object] = {"username": "minsu", "password": PASSWORD, "profile": {"nickname": "K2"}}

    refused = client.post("/auth/register", json=body)
    wrong = client.post("/auth/register", json={**body, "profile": {"nickname": "K"}})
    accepted = client.post("/auth/register", json={**body, "email": "minsu@example.kr"})

    assert refused.json is not None
    assert (refused.status_code, refused.json["detail"]) == (403, "회원만 가입할 수 있습니다.")
    assert wrong.json is not None
    assert wrong.json["errors"][0]["pointer"] == "/profile/nickname"
    assert accepted.json is not None
    assert accepted.json["user"]["profile"] == {"nickname": "K2"}
