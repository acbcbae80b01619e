from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from daemun import Daemun
from daemun.cli.installation import (
    Installation,
    existing_services,
    present_app,
    present_installation,
    present_services,
)


def invoke(command: click.Command, obj: object) -> str:
    return CliRunner().invoke(command, obj=obj).output


@click.command()
def name_the_app() -> None:
    click.echo(present_app().name)


@click.command()
def name_the_folder() -> None:
    click.echo(present_installation().instance)


@click.command()
def count_users() -> None:
    click.echo(len(present_services().users.list_page()))


@click.command()
def look() -> None:
    existing_services()
    click.echo("here")


def test_the_application_is_that_of_flask_or_the_server(tmp_path: Path) -> None:
    host = ScriptInfo(create_app=lambda: Flask("host"))

    assert invoke(name_the_app, host) == "host\n"
    assert invoke(name_the_app, Installation(tmp_path, None)) == "daemun\n"


def test_a_command_of_the_server_alone_says_so(tmp_path: Path) -> None:
    host = ScriptInfo(create_app=lambda: Flask("host"))

    assert "call it as `daemun ...`" in invoke(name_the_folder, host)
    assert invoke(name_the_folder, Installation(tmp_path, None)) == f"{tmp_path}\n"


def test_an_application_without_daemun_is_told(tmp_path: Path) -> None:
    assert "this application does not use Daemun" in invoke(
        count_users, ScriptInfo(create_app=lambda: Flask("host"))
    )


def test_the_file_of_settings_lies_below_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "daemun.toml"
    file.write_text("[lockout]\nmax_failures = 3\nhard_stop = 50\n")
    monkeypatch.setenv("DAEMUN_LOCKOUT_MAX_FAILURES", "4")

    settings = Installation(tmp_path, file).make_app().extensions["daemun"].settings.lockout

    assert (settings.max_failures, settings.hard_stop) == (4, 50)


def test_looking_needs_a_key_and_tables(tmp_path: Path) -> None:
    installation = Installation(tmp_path, None)
    nothing = invoke(look, installation)
    app = installation.make_app()
    no_tables = invoke(look, installation)
    app.extensions["daemun"].store.ping()

    assert "no secret key" in nothing
    assert "no tables" in no_tables
    assert invoke(look, installation) == "here\n"


def test_connections_end_with_the_command_and_open_again(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    Daemun(app)

    shown = [invoke(count_users, ScriptInfo(create_app=lambda: app)) for _ in range(2)]

    assert shown == ["0\n", "0\n"]
