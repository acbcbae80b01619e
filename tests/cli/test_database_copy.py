"""People who logged in before a move go on after it."""

from pathlib import Path

import pytest
from flask import Flask

from daemun.server.application import create_app
from tests.cli.conftest import Commands

PASSWORD = "gyeoul-bada-norae-4821"
MOVES = [("sqlite", "mongodb"), ("mongodb", "postgres"), ("postgres", "sqlite")]


@pytest.fixture(params=MOVES, ids="-".join)
def move(request: pytest.FixtureRequest) -> tuple[str, str]:
    before, after = (
        "sqlite:///daemun.sqlite3" if kind == "sqlite" else request.getfixturevalue(f"{kind}_url")
        for kind in request.param
    )
    return before, after


def _app(folder: Path, url: str) -> Flask:
    return create_app(
        instance_path=folder, config={"DAEMUN_DATABASE_URL": url, "DAEMUN_DATABASE_TIMEOUT": 20}
    )


def _close(app: Flask) -> None:
    app.extensions["daemun"].close()


def test_whoever_is_logged_in_stays_so_and_can_log_in_anew(tmp_path: Path, move: tuple[str, str]) -> None:
    before, after = move
    app = _app(tmp_path, before)
    person = {"username": "minsu", "password": PASSWORD}
    made = app.test_client().post("/auth/register", json=person).get_json()
    _close(app)

    copied = Commands(tmp_path).json("db", "copy", "--from", before, "--to", after)

    app = _app(tmp_path, after)
    client = app.test_client()
    bearer = {"Authorization": f"Bearer {made['access_token']}"}
    assert copied["different"] == []
    assert copied["tables"]["daemun_users"] == 1
    assert client.get("/auth/me", headers=bearer).get_json()["username"] == "minsu"
    renewed = client.post("/auth/refresh", json={"refresh_token": made["refresh_token"]})
    assert renewed.status_code == 200
    assert client.post("/auth/login", json=person).status_code == 200
    _close(app)


def test_a_second_copy_into_the_same_place_is_refused(tmp_path: Path) -> None:
    app = _app(tmp_path, "sqlite:///daemun.sqlite3")
    app.test_client().post("/auth/register", json={"username": "minsu", "password": PASSWORD})
    _close(app)
    daemun = Commands(tmp_path)
    addresses = ("--from", "sqlite:///daemun.sqlite3", "--to", "sqlite:///other.sqlite3")

    first = daemun("db", "copy", *addresses)
    second = daemun("db", "copy", *addresses)

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "equal row by row" in first.stdout
    assert "not empty" in second.stderr


@pytest.mark.parametrize(
    ("source", "target", "exit_code", "said"),
    [
        ("here.sqlite3", "here.sqlite3", 2, "--from and --to name the same database"),
        ("here.sqlite3", "", 2, "--to names a database in memory"),
        ("here.sqlite3", ":memory:", 2, "--to names a database in memory"),
        ("here.sqlite3", "junk", 1, "--to: the file is not a SQLite database: name another one in --to"),
        ("here.sqlite3", "folder", 1, "--to: the SQLite file cannot be opened"),
        ("junk", "other.sqlite3", 1, "--from: the file is not a SQLite database: name another one in --from"),
        ("missing", "other.sqlite3", 1, "nothing in the database to copy from"),
    ],
)
def test_a_place_that_cannot_be_is_told_with_the_option_that_names_it(
    tmp_path: Path, source: str, target: str, exit_code: int, said: str
) -> None:
    _close(_app(tmp_path, "sqlite:///here.sqlite3"))
    (tmp_path / "junk").write_text("no database\n" * 100)
    (tmp_path / "folder").mkdir()

    refused = Commands(tmp_path)("db", "copy", "--from", f"sqlite:///{source}", "--to", f"sqlite:///{target}")

    assert (refused.exit_code, said in refused.stderr) == (exit_code, True), refused.stderr
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize("address", ["mysql://root:hunter2@host/name", "hunter2", "postgresql//hunter2"])
def test_an_address_that_cannot_be_is_refused_without_repeating_it(tmp_path: Path, address: str) -> None:
    refused = Commands(tmp_path)("db", "copy", "--from", address, "--to", "sqlite:///other.sqlite3")

    assert (refused.exit_code, "the URL of the database" in refused.output) == (1, True)
    assert "hunter2" not in refused.output
