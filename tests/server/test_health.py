import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from daemun.composition.services import Services
from daemun.server.application import create_app
from daemun.server.health import readiness_of
from tests.services.postgres import Postgres
from tests.services.valkey import Valkey

MakeServer = Callable[..., Flask]


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[MakeServer]:
    made: list[Flask] = []

    def make(**settings: object) -> Flask:
        config = {f"DAEMUN_{name.upper()}": value for name, value in settings.items()}
        made.append(create_app(instance_path=tmp_path, config=config))
        return made[-1]

    yield make
    for app in made:
        services: Services = app.extensions["daemun"]
        services.close()


def ready(app: Flask) -> tuple[int, list[str]]:
    answer = app.test_client().get("/health/ready")
    return answer.status_code, answer.get_json().get("failed", [])


def test_a_server_that_can_serve_is_ready(make_server: MakeServer, any_database_url: str) -> None:
    app = make_server(database_url=any_database_url)

    assert ready(app) == ready(app) == (200, [])
    assert app.test_client().get("/health/ready").headers["Cache-Control"] == "no-store"


def test_life_does_not_depend_on_the_database(make_server: MakeServer, tmp_path: Path) -> None:
    app = make_server(database_url=f"sqlite:///{tmp_path / 'no-folder' / 'file' / 'x'}")
    (tmp_path / "no-folder").touch()

    assert app.test_client().get("/health/live").status_code == 200
    assert ready(app) == (503, ["database"])


@pytest.mark.requirement("RL-02")
def test_a_database_that_stops_and_comes_back(make_server: MakeServer, own_postgres: Postgres) -> None:
    app = make_server(database_url=own_postgres.url)
    assert ready(app) == (200, [])

    own_postgres.stop()
    assert ready(app) == (503, ["database"])
    own_postgres.start()

    assert ready(app) == (200, [])


@pytest.mark.requirement("RL-02")
def test_a_database_that_hangs_is_waited_for_two_seconds(make_server: MakeServer) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        app = make_server(database_url=f"postgresql://kim@127.0.0.1:{silent.getsockname()[1]}/daemun")
        started = time.monotonic()

        assert [ready(app), ready(app)] == [(503, ["database"])] * 2

        assert time.monotonic() - started < 5


def test_counters_that_are_away_are_told(make_server: MakeServer, own_valkey: Valkey) -> None:
    app = make_server(redis_url=own_valkey.url)
    assert ready(app) == (200, [])

    own_valkey.stop()

    assert ready(app) == (503, ["counters"])


def test_another_secret_key_is_noticed(make_server: MakeServer, tmp_path: Path) -> None:
    assert ready(make_server()) == (200, [])
    (tmp_path / "daemun-secret-key").unlink()

    assert ready(make_server()) == (503, ["signing_keys"])


def test_who_is_stopping_is_not_ready(make_server: MakeServer) -> None:
    app = make_server()
    readiness_of(app).is_stopping = True

    assert ready(app) == (503, ["stopping"])
