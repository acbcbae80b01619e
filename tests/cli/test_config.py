import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from daemun import Daemun
from daemun.cli.main import flask_commands, main
from daemun.settings.reading import secret_names, setting_names

SECRET = "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk="


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["config", *arguments], env=environment)


def write(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o600)


@pytest.mark.requirement("CF-02")
def test_the_example_has_every_setting_and_is_right(folder: Path) -> None:
    text = run("example").output
    assert json.loads(run("example", "--json").output) == {"example": text.removesuffix("\n")}
    write(folder / "daemun.toml", text)

    assert run("check").exit_code == 0
    for group, field in setting_names().values():
        part = text if group is None else text.split(f"\n[{group}]\n")[1]
        assert f"\n#{field} =" in part.split("\n[")[0]


def test_every_default_of_the_example_is_right_when_it_is_switched_on(folder: Path) -> None:
    text = run("example").output
    write(folder / "daemun.toml", re.sub(r"^#(\w+ = )", r"\1", text, flags=re.MULTILINE))

    shown = json.loads(run("show", "--json").output)["settings"]

    assert run("check").output == "the settings are fine\n"
    sources = {row["name"]: row["source"] for row in shown}
    assert sources["DAEMUN_LOCKOUT_MAX_FAILURES"] == "daemun.toml"
    write(folder / "daemun.toml", text)
    without_file = json.loads(run("show", "--json").output)["settings"]
    assert [row["value"] for row in shown] == [row["value"] for row in without_file]


@pytest.mark.requirement("CF-03")
def test_every_value_is_shown_with_its_source_and_no_secret_is(folder: Path) -> None:
    write(folder / "daemun.toml", f'[lockout]\nmax_failures = 4\n[passwords]\npepper = "{SECRET}"\n')
    write(folder / "key", SECRET)
    environment = {
        "DAEMUN_TOKENS_ACCESS_TOKEN_LIFETIME": "120",
        "DAEMUN_SECRET_KEY_FILE": str(folder / "key"),
        "DAEMUN_DATABASE_URL": f"postgresql://user:{SECRET}@localhost/name",
    }

    result = run("show", "--json", **environment)

    rows = {row["name"]: row for row in json.loads(result.output)["settings"]}
    assert list(rows) == list(setting_names())
    shown = {name: (row["value"], row["source"]) for name, row in rows.items() if row["source"] != "default"}
    assert shown == {
        "DAEMUN_LOCKOUT_MAX_FAILURES": (4, "daemun.toml"),
        "DAEMUN_TOKENS_ACCESS_TOKEN_LIFETIME": (120, "environment"),
        "DAEMUN_PASSWORDS_PEPPER": ("set", "daemun.toml"),
        "DAEMUN_SECRET_KEY": ("set", "environment"),
        "DAEMUN_DATABASE_URL": ("set", "environment"),
    }
    assert {name for name, row in rows.items() if row["secret"]} == secret_names()
    plain = run("show", **environment).output
    assert "DAEMUN_TOKENS_ACCESS_TOKEN_LIFETIME\t2 minutes\tenvironment\n" in plain
    assert "DAEMUN_REDIS_URL\tnot set\tdefault\n" in plain
    assert SECRET not in plain + result.output


@pytest.mark.requirement("CF-03")
def test_providers_are_shown_as_they_were_given_but_for_their_secrets(folder: Path) -> None:
    write(
        folder / "daemun.toml",
        f'[providers.kakao]\nclient_id = "shop"\nclient_secret = "{SECRET}"\nadmin_key = "{SECRET}"\n'
        'scopes = ["openid"]\n',
    )

    rows = json.loads(run("show", "--json").output)["settings"]

    kakao = {"client_id": "shop", "client_secret": "set", "admin_key": "set", "scopes": ["openid"]}
    shown = next(row["value"] for row in rows if row["name"] == "DAEMUN_PROVIDERS")
    assert shown == {"kakao": {**kakao, "preset": "kakao"}}
    assert json.dumps(shown) in run("show").output
    assert SECRET not in run("show").output


@pytest.mark.requirement("CF-01", "CF-02")
def test_a_check_tells_every_mistake_and_makes_nothing(folder: Path) -> None:
    write(folder / "daemun.toml", "[lockout]\nmax_failure = 4\n")

    plain = run("check", DAEMUN_TOKENS_ISSUER="http://login.example.kr")
    as_json = run("check", "--json", DAEMUN_TOKENS_ISSUER="http://login.example.kr")

    assert (plain.exit_code, as_json.exit_code) == (1, 1)
    told = json.loads(as_json.output)["mistakes"]
    assert [mistake.split(":")[0] for mistake in told] == [
        "[lockout] max_failure in daemun.toml",
        "DAEMUN_TOKENS_ISSUER",
    ]
    assert all(mistake in plain.output for mistake in told)
    assert list(folder.iterdir()) == [folder / "daemun.toml"]
    assert json.loads(run("check", "--json").output)["mistakes"] == told[:1]


def test_a_key_file_that_others_can_read_is_told(folder: Path) -> None:
    (folder / "instance").mkdir()
    (folder / "instance" / "daemun-secret-key").write_text("x")
    (folder / "instance" / "daemun-secret-key").chmod(0o644)

    assert "daemun-secret-key: the key file can be read by others" in run("check").output


def test_folder_and_file_may_be_named_in_the_environment(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    write(folder / "elsewhere" / "other.toml", "[lockout]\nmax_failures = 7\n")

    shown = run("show", DAEMUN_CONFIG=str(folder / "elsewhere" / "other.toml"), DAEMUN_INSTANCE="elsewhere")

    assert shown.exit_code == 0
    assert "DAEMUN_LOCKOUT_MAX_FAILURES\t7\tother.toml\n" in shown.output


def test_a_host_application_shows_what_its_code_and_the_environment_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAEMUN_LOCKOUT_MAX_FAILURES", "4")
    monkeypatch.setenv("DAEMUN_LOCKOUT_HARD_STOP", "50")
    app = Flask("host", instance_path=str(tmp_path), static_folder=None)
    app.config["DAEMUN_LOCKOUT_MAX_FAILURES"] = 4
    Daemun(app, url_prefix="/login")
    app.cli.add_command(flask_commands)

    result = app.test_cli_runner().invoke(args=["daemun", "config", "show"])

    assert "DAEMUN_LOCKOUT_MAX_FAILURES\t4\tapplication\n" in result.output
    assert "DAEMUN_LOCKOUT_HARD_STOP\t50\tenvironment\n" in result.output
    assert "DAEMUN_HTTP_URL_PREFIX\t/login\tDaemun(...)\n" in result.output
    assert app.test_cli_runner().invoke(args=["daemun", "config", "check"]).exit_code == 0


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DAEMUN_TEXTS_FOLDER", "/nowhere", "no such folder"),
        ("DAEMUN_PAGES_FOLDER", "/nowhere", "no such folder"),
        ("DAEMUN_MAILED_CODES_ENABLED", "true", "DAEMUN_MAIL_URL"),
        ("DAEMUN_REDIS_URL", "redis://127.0.0.1:99999", "port"),
    ],
)
def test_what_a_check_passes_would_start(folder: Path, name: str, value: str, reason: str) -> None:
    result = CliRunner().invoke(main, ["--instance", str(folder), "config", "check"], env={name: value})

    assert result.exit_code == 1
    assert name in result.output
    assert reason in result.output
