from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from pydantic import BaseModel

from daemun import Daemun
from daemun.features.users.model import User
from daemun.testing import FrozenClock, LogInAs


class Profile(BaseModel):
    nickname: str = "nobody"


@pytest.fixture
def auth(frozen_clock: FrozenClock) -> Daemun:
    return Daemun(clock=frozen_clock, profile=Profile)


@pytest.fixture
def app(auth: Daemun, tmp_path: Path) -> Iterator[Flask]:
    app = Flask("host", instance_path=str(tmp_path))
    auth.init_app(app)
    with app.app_context():
        yield app
        auth.services.close()


def test_a_person_sees_the_own_record_with_roles(auth: Daemun, daemun_user: User, log_in_as: LogInAs) -> None:
    auth.roles.grant(daemun_user.id, "editor")

    answer = log_in_as(daemun_user).get("/auth/me")

    assert answer.json is not None
    assert answer.json["username"] == "minsu"
    assert answer.json["roles"] == ["editor"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_person_changes_the_own_profile(daemun_user: User, log_in_as: LogInAs) -> None:
    client = log_in_as(daemun_user)

    assert client.patch("/auth/me", json={"profile": {"nickname": "K"}}).status_code == 200
    answer = client.get("/auth/me")
    assert answer.json is not None
    assert answer.json["profile"] == {"nickname": "K"}


@pytest.mark.requirement("AC-05")
@pytest.mark.parametrize(
    "member", [each for each in User.__dataclass_fields__ if each != "profile"] + ["roles", "is_admin"]
)
def test_no_other_member_of_a_user_can_be_set(daemun_user: User, log_in_as: LogInAs, member: str) -> None:
    client = log_in_as(daemun_user)
    before = client.get("/auth/me").json

    top = client.patch("/auth/me", json={"profile": {}, member: "x"})
    below = client.patch("/auth/me", json={"profile": {member: "x"}})

    for answer in (top, below):
        assert answer.status_code == 422
        assert answer.json is not None
        assert [error["code"] for error in answer.json["errors"]] == ["unknown_member"]
    assert client.get("/auth/me").json == before


def test_the_profile_of_a_user_who_is_gone_is_not_found(
    auth: Daemun, daemun_user: User, log_in_as: LogInAs
) -> None:
    client = log_in_as(daemun_user)
    auth.services.store.users.delete(daemun_user.id, now=daemun_user.created_at)

    answer = client.get("/auth/me")

    assert answer.status_code in (401, 404)
