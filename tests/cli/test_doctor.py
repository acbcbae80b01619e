import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from daemun import Daemun
from daemun.cli.main import flask_commands, main
from daemun.testing import FrozenClock

LEVELS = {"ok", "warning", "error"}


def run(folder: Path, *arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["--instance", str(folder), *arguments], env=environment)


def findings(result: Result) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in json.loads(result.output)["findings"]}


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    assert run(tmp_path, "keys", "rotate").exit_code == 0
    return tmp_path


@pytest.mark.requirement("CF-02")
def test_a_sound_installation_passes(installed: Path) -> None:
    result = run(
        installed,
        "doctor",
        "--production",
        "--json",
        DAEMUN_TOKENS_ISSUER="https://login.example.kr",
        DAEMUN_HTTP_TRUSTED_PROXIES="1",
        DAEMUN_HTTP_DESCRIPTION="false",
        DAEMUN_REGISTRATION_ENABLED="false",
        DAEMUN_MAIL_URL="smtps://mail.example.kr",
        DAEMUN_MAIL_SENDER="Bookshop <login@example.kr>",
    )

    found = findings(result)
    assert {row["level"] for row in found.values()} == {"ok"}
    assert {"settings", "issuer", "hashing.time", "store.schema", "store.sqlite", "keys.seal"} <= set(found)
    assert found["settings"]["requirement"] == "CF-01"
    assert result.exit_code == 0


def test_every_finding_is_a_line_for_people(installed: Path) -> None:
    result = run(installed, "doctor")

    assert result.exit_code == 0
    assert all(line.split("\t")[1] in LEVELS for line in result.output.splitlines())
    assert " ms: about " in result.output


def test_what_is_unfit_for_production_is_an_error_there_only(installed: Path) -> None:
    here = run(installed, "doctor", DAEMUN_DEVELOPMENT="true")
    there = run(installed, "doctor", "--production", "--json", DAEMUN_DEVELOPMENT="true")

    assert (here.exit_code, there.exit_code) == (0, 1)
    assert findings(there)["settings.development"]["level"] == "error"
    assert findings(there)["settings.development"]["remedy"]


def test_what_is_easily_forgotten_is_named_for_production_only(installed: Path) -> None:
    forgotten = {"mail.server", "registration", "description", "limits"}
    issuer = "https://login.example.kr"

    here = findings(run(installed, "doctor", "--json", DAEMUN_TOKENS_ISSUER=issuer))
    result = run(installed, "doctor", "--production", "--json", DAEMUN_TOKENS_ISSUER=issuer)

    assert forgotten.isdisjoint(here)
    assert {findings(result)[name]["level"] for name in forgotten} == {"warning"}
    assert result.exit_code == 0


def test_refused_settings_are_findings(tmp_path: Path) -> None:
    result = run(tmp_path, "doctor", "--json", DAEMUN_TYPO="x", DAEMUN_TOKENS_ISSUER="http://x.example.kr")

    rows = json.loads(result.output)["findings"]
    assert [row["sentence"].split(":")[0] for row in rows] == ["DAEMUN_TYPO", "DAEMUN_TOKENS_ISSUER"]
    assert result.exit_code == 1


@pytest.mark.parametrize("command", [["doctor", "--json"], ["keys", "list"]])
def test_a_wrong_folder_is_told_and_stays_as_it_was(tmp_path: Path, command: list[str]) -> None:
    result = run(tmp_path / "wrong", *command)

    assert result.exit_code == 1
    assert "no installation here" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_key_without_tables_is_no_installation(tmp_path: Path) -> None:
    key = "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk="

    listed = run(tmp_path / "wrong", "keys", "list", DAEMUN_SECRET_KEY=key)
    examined = run(tmp_path / "wrong", "doctor", "--json", DAEMUN_SECRET_KEY=key)

    assert listed.exit_code == 1
    assert "no tables" in listed.output
    assert findings(examined)["store.schema"]["level"] == "warning"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_in_application", [False, True], ids=["server", "application"])
def test_a_backup_that_was_put_back_is_noticed_until_its_sessions_are_ended(
    tmp_path: Path, *, is_in_application: bool
) -> None:
    clock = FrozenClock(datetime.now(UTC) - timedelta(hours=2))
    app = Flask("host", instance_path=str(tmp_path), static_folder=None)
    app.cli.add_command(flask_commands)
    auth = Daemun(app, clock=clock)

    def command(*arguments: str) -> Result:
        if is_in_application:
            return app.test_cli_runner().invoke(args=["daemun", *arguments])
        return run(tmp_path, *arguments)

    def level() -> str:
        return findings(command("doctor", "--json"))["store.restored"]["level"]

    with app.app_context():
        auth.users.create(username="minsu", password="gyeoul-bada-norae-4821")
        with closing(sqlite3.connect(tmp_path / "daemun.sqlite3")) as database:
            database.execute("VACUUM INTO ?", (str(tmp_path / "backup.sqlite3"),))
        clock.tick(hours=1)
        auth.users.create(username="jiwoo", password="gyeoul-bada-norae-4821")
        auth.services.close()
    before = level()
    for end in ("-wal", "-shm"):
        (tmp_path / f"daemun.sqlite3{end}").unlink(missing_ok=True)
    (tmp_path / "backup.sqlite3").replace(tmp_path / "daemun.sqlite3")

    after = level()
    clock.tick(minutes=30)
    restored = command("db", "restored", "--yes")

    assert (before, after) == ("ok", "warning")
    assert restored.exit_code == 0
    assert level() == "ok"


def test_with_a_secret_key_elsewhere_no_file_is_made(tmp_path: Path) -> None:
    key = "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk="

    made = run(tmp_path, "users", "create", "minsu", "--generate-password", DAEMUN_SECRET_KEY=key)

    assert made.exit_code == 0
    assert {file.name for file in tmp_path.iterdir()} <= {
        f"daemun.sqlite3{end}" for end in ("", "-wal", "-shm")
    }


def test_it_writes_nothing(installed: Path) -> None:
    def content() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in installed.iterdir() if file.suffix != ".sqlite3-shm"}

    before = content()
    run(installed, "doctor")

    assert content()["daemun-secret-key"] == before["daemun-secret-key"]
    assert content()["daemun.sqlite3"] == before["daemun.sqlite3"]


def test_a_host_application_is_examined_by_flask_daemun_doctor(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path), static_folder=None)
    Daemun(app)
    app.cli.add_command(flask_commands)

    result = app.test_cli_runner().invoke(args=["daemun", "doctor", "--json"])

    assert findings(result)["store.schema"]["level"] == "warning"
    assert not (tmp_path / "daemun.sqlite3").exists()
    app.extensions["daemun"].close()
