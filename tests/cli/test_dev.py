import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from daemun.cli.main import main


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Flask]:
    """The applications that would have listened on a port."""
    applications: list[Flask] = []
    monkeypatch.setattr(Flask, "run", lambda app, **options: applications.append(app))
    return applications


def run(folder: Path, *options: str) -> str:
    result = CliRunner().invoke(main, ["--instance", str(folder), "dev", *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_every_address_and_every_demo_user_is_printed(tmp_path: Path, started: list[Flask]) -> None:
    output = run(tmp_path, "--port", "5099")

    (app,) = started
    for rule in app.url_map.iter_rules():
        assert f"http://127.0.0.1:5099{rule.rule}" in output
    passwords = json.loads((tmp_path / "demo-users.json").read_text())
    for name, password in passwords.items():
        assert f"  {name}  {password}" in output


@pytest.mark.requirement("AC-12")
def test_demo_users_have_random_passwords_that_stay(tmp_path: Path, started: list[Flask]) -> None:
    run(tmp_path / "one")
    first = (tmp_path / "one" / "demo-users.json").read_text()
    run(tmp_path / "one")
    run(tmp_path / "two")

    assert (tmp_path / "one" / "demo-users.json").read_text() == first
    assert (tmp_path / "two" / "demo-users.json").read_text() != first
    assert (tmp_path / "one" / "demo-users.json").stat().st_mode & 0o777 == 0o600


def test_what_is_printed_works(tmp_path: Path, started: list[Flask]) -> None:
    run(tmp_path)
    client: FlaskClient = started[0].test_client()
    passwords = json.loads((tmp_path / "demo-users.json").read_text())

    tokens = client.post("/auth/login", json={"username": "jiwoo", "password": passwords["jiwoo"]}).json

    assert tokens is not None
    headers = {"Authorization": f"Bearer {tokens['token']}"}
    assert client.get("/protected", headers=headers).json == {"message": "jiwoo, 인증 성공"}
    me = client.get("/auth/me", headers=headers).json
    assert me is not None
    assert me["roles"] == ["editor"]
