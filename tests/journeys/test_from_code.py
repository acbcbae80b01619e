"""Users and passwords from an application's own code."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun, Problem
from tests.applications import MakeApp

PASSWORD = "gyeoul-bada-norae-4821"
OTHER = "yeoreum-namu-geurim-7305"


@pytest.fixture
def auth() -> Daemun:
    return Daemun()


@pytest.fixture
def app(make_app: MakeApp, auth: Daemun) -> Flask:
    return make_app(auth)


def log_in(client: FlaskClient, password: str) -> int:
    return client.post("/auth/login", json={"username": "admin", "password": password}).status_code


def test_code_makes_users_who_log_in(app: Flask, auth: Daemun) -> None:
    with app.app_context():
        made = auth.users.create(username="admin", password=PASSWORD, roles=["editor"])

        assert auth.roles.list_roles(made.id) == ("editor",)
    assert log_in(app.test_client(), PASSWORD) == 200


def test_a_user_without_a_password_cannot_log_in_with_any(app: Flask, auth: Daemun) -> None:
    with app.app_context():
        auth.users.create(username="admin")

    assert log_in(app.test_client(), PASSWORD) == 401


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"username": "minsu", "password": "short"}, "password_too_weak"),
        ({"username": "minsu", "password": PASSWORD}, "username_taken"),
        ({"username": "a b", "password": PASSWORD}, "validation_failed"),
        ({"username": "jiwoo", "profile": {"x": 1}}, "validation_failed"),
    ],
)
def test_what_is_refused_stores_nobody(app: Flask, auth: Daemun, given: dict[str, object], code: str) -> None:
    with app.app_context():
        auth.users.create(username="minsu")

        with pytest.raises(Problem) as refused:
            auth.users.create(**given)  # type: ignore[arg-type]

        assert refused.value.code == code
        assert len(auth.users.list_page()) == 1


def test_users_are_listed_by_ids_in_their_order(app: Flask, auth: Daemun) -> None:
    with app.app_context():
        first, second = auth.users.create(username="minsu"), auth.users.create(username="jiwoo")

        listed = auth.users.list(ids=[second.id, "nobody", first.id, second.id])

    assert [user.username for user in listed] == ["jiwoo", "minsu"]


def test_a_password_that_code_sets_ends_every_session(app: Flask, auth: Daemun) -> None:
    client = app.test_client()
    with app.app_context():
        user = auth.users.create(username="admin", password=PASSWORD)
    made = client.post("/auth/login", json={"username": "admin", "password": PASSWORD}).json
    assert made is not None

    with app.app_context():
        auth.passwords.set(user, OTHER)
        with pytest.raises(Problem):
            auth.passwords.set(user, "short")

    assert client.get("/auth/me", headers={"Authorization": f"Bearer {made['token']}"}).status_code == 401
    assert log_in(client, PASSWORD) == 401
    assert log_in(client, OTHER) == 200


def test_a_temporary_password_is_good_for_one_login_that_replaces_it(app: Flask, auth: Daemun) -> None:
    client = app.test_client()
    with app.app_context():
        user = auth.users.create(username="admin")
        temporary = auth.passwords.set_temporary(user)
    assert temporary.text not in repr(temporary)

    login = client.post("/auth/login", json={"username": "admin", "password": temporary.text})

    assert login.status_code == 200
    assert login.json is not None
    bearer = {"Authorization": f"Bearer {login.json['token']}"}
    assert client.get("/auth/me", headers=bearer).status_code == 403
    changed = {"current_password": temporary.text, "new_password": PASSWORD}
    assert client.post("/auth/me/password", json=changed, headers=bearer).status_code in (200, 204)
    assert log_in(client, PASSWORD) == 200


def test_a_password_that_had_to_be_replaced_is_not_set_again(app: Flask, auth: Daemun) -> None:
    with app.app_context():
        user = auth.users.create(username="admin", password=PASSWORD)
        temporary = auth.passwords.set_temporary(user)

        with pytest.raises(Problem) as refused:
            auth.passwords.set(user, temporary.text)

    assert refused.value.code == "password_too_weak"


def test_a_user_in_place_of_an_id_is_told_in_a_sentence_and_an_id_in_place_of_a_user_too(
    app: Flask, auth: Daemun
) -> None:
    with app.app_context():
        user = auth.users.create(username="minsu")
        takers_of_ids: list[Callable[[Any], object]] = [
            *(auth.users.find, auth.users.lock, auth.users.unlock, auth.users.delete),
            lambda given: auth.users.list(ids=[given]),
            *(auth.roles.list_roles, auth.sessions.list_live, auth.passwords.demand_change),
            lambda given: auth.roles.grant(given, "editor"),
            lambda given: auth.roles.revoke(given, "editor"),
        ]
        for take in takers_of_ids:
            for given in (user, 7, None):
                with pytest.raises(TypeError, match=f"id of a user is text.*{type(given).__name__}"):
                    take(given)
        takers_of_users: list[Callable[[Any], object]] = [
            *(auth.sessions.open_for, auth.passwords.set_temporary),
            lambda given: auth.passwords.set(given, PASSWORD),
        ]
        for take in takers_of_users:
            with pytest.raises(TypeError, match="give the user"):
                take(user.id)
