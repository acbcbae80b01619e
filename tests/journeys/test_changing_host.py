"""An application changes while it has users: nobody is kept out."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from pydantic import BaseModel
from werkzeug.test import TestResponse

from daemun import Daemun, current_user, login_required
from daemun.problem import Problem

PASSWORD = "gyeoul-bada-norae-4821"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class First(BaseModel):
    nickname: str = "x"
    plan: str = "free"


class Joined(First):
    city: str = "Seoul"


class Gone(BaseModel):
    nickname: str = "x"


def host(folder: Path, auth: Daemun, **config: object) -> Flask:
    app = Flask(__name__, instance_path=str(folder))
    app.config.update(config)
    auth.init_app(app)

    @app.get("/city")
    @login_required
    def city() -> dict[str, object]:
        return {"city": current_user.profile["city"]}

    return app


def members(answer: TestResponse) -> dict[str, Any]:
    assert answer.json is not None
    return answer.json


def close(app: Flask, auth: Daemun) -> None:
    with app.app_context():
        auth.services.close()


def test_a_profile_with_a_new_field_has_its_default_and_a_lost_field_is_no_hindrance(tmp_path: Path) -> None:
    first = Daemun(profile=First)
    app = host(tmp_path, first)
    made = app.test_client().post("/auth/register", json={"username": "민수", "password": PASSWORD})
    assert made.status_code == 201
    bearer = {"Authorization": f"Bearer {members(made)['token']}"}
    close(app, first)

    joined = Daemun(profile=Joined, claims=lambda user, _session: {"city": user.profile["city"]})
    app = host(tmp_path, joined)
    client = app.test_client()
    assert client.post("/auth/login", json={"username": "민수", "password": PASSWORD}).status_code == 200
    assert (
        client.post("/auth/refresh", json={"refresh_token": members(made)["refresh_token"]}).status_code
        == 200
    )
    assert members(client.get("/auth/me", headers=bearer))["profile"]["city"] == "Seoul"
    assert client.get("/city", headers=bearer).json == {"city": "Seoul"}
    close(app, joined)

    gone = Daemun(profile=Gone)
    app = host(tmp_path, gone)
    client = app.test_client()
    changed = client.patch("/auth/me", json={"profile": {"nickname": "Min"}}, headers=bearer)
    assert (changed.status_code, members(changed)["profile"]) == (200, {"nickname": "Min"})
    close(app, gone)

    app = host(tmp_path, first)
    me = app.test_client().get("/auth/me", headers=bearer)
    assert members(me)["profile"] == {"nickname": "Min", "plan": "free"}
    close(app, first)


def test_hooks_of_the_host_read_the_body_of_our_calls(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    auth = Daemun()
    app = host(tmp_path, auth)

    @app.after_request
    def note(response: Response) -> Response:
        seen.append(sorted(request.get_json()))
        return response

    made = app.test_client().post("/auth/register", json={"username": "minsu", "password": PASSWORD})

    assert made.status_code == 201
    assert seen == [["password", "username"]]
    close(app, auth)


@pytest.mark.parametrize(
    "address", ["minsu@corp.local", "minsu@mail.internal", "minsu@company.lan", "m@x.test"]
)
def test_people_of_a_company_register_with_their_addresses(tmp_path: Path, address: str) -> None:
    auth = Daemun()
    app = host(tmp_path, auth)
    client = app.test_client()

    made = client.post("/auth/register", json={"username": "minsu", "email": address, "password": PASSWORD})

    assert made.status_code == 201, made.json
    assert (
        client.post("/auth/login", json={"email": address.upper(), "password": PASSWORD}).status_code == 200
    )
    close(app, auth)


def _grant_until_refused(auth: Daemun, user_id: str) -> str:
    for number in range(200):
        try:
            auth.roles.grant(user_id, f"department-{number:03d}-editor")
        except Problem as refused:
            return refused.code
    return "never"


def test_too_many_roles_for_a_cookie_are_refused_when_they_are_granted(tmp_path: Path) -> None:
    auth = Daemun(claims=lambda _user, _session: {"note": "n" * 1000})
    app = host(
        tmp_path,
        auth,
        DAEMUN_TRANSPORT_COOKIES=True,
        DAEMUN_TOKENS_ISSUER="https://" + "login." * 12 + "example.kr",
    )
    client = app.test_client()
    body = {"username": "minsu", "password": PASSWORD}
    assert client.post("/auth/register", json=body, headers=SAME_ORIGIN).status_code == 201

    with app.app_context():
        minsu = auth.users.find_by_username("minsu")
        assert minsu is not None
        refused = _grant_until_refused(auth, minsu.id)
        held = auth.roles.list_roles(minsu.id)

    assert refused == "too_many_roles"
    assert len(held) > 30
    assert client.post("/auth/login", json=body, headers=SAME_ORIGIN).status_code == 200
    close(app, auth)
