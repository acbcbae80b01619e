from pathlib import Path

import pytest
from flask import Flask

from daemun import Daemun, SettingsRefused
from daemun.features.users.service import Users
from daemun.secret_key import SecretKeyRefused
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD

ACCOUNT = {"username": "minsu", "password": PASSWORD}


def test_one_extension_serves_several_applications_that_share_nothing(make_app: MakeApp) -> None:
    auth = Daemun()
    first, second = make_app(auth), make_app(auth)

    first.test_client().post("/auth/register", json=ACCOUNT)

    with first.app_context():
        found = auth.users.find_by_username("minsu")
        services = auth.services
    with second.app_context():
        assert auth.users.find_by_username("minsu") is None
        assert auth.services is not services
    assert found is not None


def test_outside_of_an_application_there_are_no_services() -> None:
    with pytest.raises(RuntimeError, match="application context"):
        _ = Daemun().users


def test_an_application_takes_one_extension(make_app: MakeApp) -> None:
    app = make_app()

    with pytest.raises(RuntimeError, match="already"):
        Daemun(app)


def test_the_services_are_those_that_the_routes_use(make_app: MakeApp) -> None:
    auth = Daemun()
    app = make_app(auth)
    tokens = app.test_client().post("/auth/register", json=ACCOUNT).json
    assert tokens is not None

    with app.app_context():
        user = auth.users.find_by_username("minsu")
        assert user is not None
        assert isinstance(auth.users, Users)
        assert auth.roles.grant(user.id, "editor")
        assert [each.id for each in auth.sessions.list_live(user.id)] == [tokens["session_id"]]
        assert auth.passwords.demand_change(user.id)
        assert [key.number for key in auth.keys.list_keys()] == [1]


def test_arguments_go_over_the_configuration(make_app: MakeApp) -> None:
    app = make_app(
        Daemun(identifiers=("email",), url_prefix=""),
        http_url_prefix="/elsewhere",
        users_identifiers=("username",),
    )

    response = app.test_client().post("/register", json={"email": "minsu@example.kr", "password": PASSWORD})

    assert response.status_code == 201
    assert app.test_client().post("/elsewhere/register").status_code == 404


def test_nothing_is_opened_before_first_use(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))

    Daemun(app)

    assert not (tmp_path / "daemun.sqlite3").exists()


def test_an_application_brings_a_store_of_its_own(tmp_path: Path, frozen_clock: FrozenClock) -> None:
    store = open_store("sqlite://")
    app = Flask("host", instance_path=str(tmp_path))
    Daemun(app, store=store, clock=frozen_clock)

    app.test_client().post("/auth/register", json=ACCOUNT)

    found = store.users.find_by_username_key("minsu")
    assert found is not None
    assert found.created_at == frozen_clock.now()
    store.close()


@pytest.mark.requirement("JK-10", "CF-01")
def test_a_guessable_secret_key_stops_the_start(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    app.config["DAEMUN_SECRET_KEY"] = "secret_key"

    with pytest.raises(SecretKeyRefused):
        Daemun(app)


@pytest.mark.requirement("CF-02")
def test_a_misspelled_setting_stops_the_start(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    app.config["DAEMUN_TRANSPORT_COOKIE"] = True

    with pytest.raises(SettingsRefused, match="did you mean DAEMUN_TRANSPORT_COOKIES"):
        Daemun(app)


def test_installations_with_one_secret_key_and_database_take_each_others_tokens(
    make_app: MakeApp, tmp_path: Path
) -> None:
    shared = {
        "secret_key": "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk=",
        "database_url": f"sqlite:///{tmp_path / 'shared.sqlite3'}",
    }
    first, second = make_app(Daemun(), **shared), make_app(Daemun(), **shared)
    tokens = first.test_client().post("/auth/register", json=ACCOUNT).json
    assert tokens is not None

    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert second.test_client().get("/auth/me", headers=headers).status_code == 200
    refreshed = second.test_client().post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert refreshed.status_code == 200
