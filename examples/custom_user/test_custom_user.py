"""Every argument of `Daemun(...)`, as the people of the bookshop meet it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import User
from daemun.mail.outbox import Outbox
from daemun.testing import LogInAs, MintToken
from examples.custom_user.app import create_app

MINSU = {
    "email": "minsu@bookshop.example",
    "password": "gyeoul-bada-norae-4821",
    "profile": {"nickname": "민수", "shelf": "comics"},
}
KOREAN = {"Accept-Language": "ko"}


@pytest.fixture
def app(outbox: Outbox, tmp_path: Path) -> Flask:
    return create_app(mailer=outbox, instance_path=tmp_path)


@pytest.fixture
def daemun_profile() -> Mapping[str, object]:
    return {"nickname": "지우", "phone": None, "shelf": "science"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_member_has_the_fields_of_the_shop(client: FlaskClient) -> None:
    token = client.post("/members/register", json=MINSU).get_json()["token"]

    me = client.get("/members/me", headers={"Authorization": f"Bearer {token}"}).get_json()

    assert me["profile"] == {"nickname": "민수", "phone": None, "shelf": "comics"}


@pytest.mark.parametrize(
    ("field", "wrong"), [("nickname", ""), ("phone", "1234"), ("shelf", "cooking"), ("balance", 100)]
)
def test_a_wrong_field_is_refused_at_its_place(client: FlaskClient, field: str, wrong: object) -> None:
    given = {**MINSU, "profile": {"nickname": "민수", field: wrong}}

    answer = client.post("/members/register", json=given)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.get_json()["errors"]] == [f"/profile/{field}"]


def test_the_token_tells_the_shelf(daemun_user: User, log_in_as: LogInAs) -> None:
    assert log_in_as(daemun_user).get("/shelf").json == {"nickname": "지우", "shelf": "science"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ko", "비밀번호에 별명을 넣을 수 없습니다."), ("en", "A password must not contain your nickname.")],
)
def test_a_password_with_the_nickname_is_refused(client: FlaskClient, language: str, sentence: str) -> None:
    given = {**MINSU, "password": "minsu-reads-every-night", "profile": {"nickname": "Minsu"}}

    answer = client.post("/members/register", json=given, headers={"Accept-Language": language})

    assert answer.get_json()["code"] == "password_too_weak"
    assert answer.get_json()["errors"][0]["detail"] == sentence


def test_strangers_cannot_register(client: FlaskClient) -> None:
    answer = client.post("/members/register", json={**MINSU, "email": "minsu@example.org"}, headers=KOREAN)

    assert (answer.status_code, answer.get_json()["detail"]) == (403, "책방 식구만 가입할 수 있습니다.")


def test_people_are_known_by_their_address_alone(client: FlaskClient) -> None:
    assert client.post("/members/register", json={**MINSU, "username": "minsu"}).status_code == 422


def test_a_wrong_password_is_answered_in_our_words(client: FlaskClient) -> None:
    client.post("/members/register", json=MINSU)
    wrong = {"email": MINSU["email"], "password": "not-the-right-one-4821"}

    assert "화분" in client.post("/members/login", json=wrong, headers=KOREAN).get_json()["detail"]


def test_a_login_on_a_new_device_is_told_by_our_mail(client: FlaskClient, outbox: Outbox) -> None:
    client.post("/members/register", json=MINSU)
    login = {"email": MINSU["email"], "password": MINSU["password"]}
    client.post("/members/login", json=login, headers={**KOREAN, "User-Agent": "NewPhone/1.0"})

    mail = outbox.wait_for(1)[0]

    assert mail.to == MINSU["email"]
    assert mail.subject == "책방 Bookshop: 새 기기에서 들어오셨나요?"
    assert "책방으로 바로 전화" in mail.text


def test_the_shop_counts_its_new_members(app: Flask, client: FlaskClient) -> None:
    client.post("/members/register", json=MINSU)

    assert app.config["NEW_MEMBERS"] == 1


def test_mails_become_files_where_nothing_else_is_said(tmp_path: Path) -> None:
    app = create_app(instance_path=tmp_path)
    client = app.test_client()
    client.post("/members/register", json=MINSU)
    client.post(
        "/members/login",
        json={"email": MINSU["email"], "password": MINSU["password"]},
        headers={"User-Agent": "NewPhone/1.0"},
    )

    app.extensions["daemun"].mail.close()

    written = json.loads((tmp_path / "mails" / "0000.json").read_text(encoding="utf-8"))
    assert written["to"] == MINSU["email"]


def test_other_services_read_the_shelf_from_the_token(
    app: Flask, daemun_user: User, mint_token: MintToken
) -> None:
    token = mint_token(daemun_user, roles=("seller",))

    answer = app.test_client().get("/members/verify", headers={"Authorization": f"Bearer {token}"})

    assert answer.headers["X-Auth-Roles"] == "seller"
