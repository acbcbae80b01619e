import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from daemun.cli.main import main
from tests.docs.web_process import free_port


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Flask]:
    """The applications that would have listened on a port."""
    applications: list[Flask] = []
    monkeypatch.setattr(Flask, "run", lambda app, **options: applications.append(app))
    return applications


def run(folder: Path, *options: str) -> str:
    """What is printed; on a free port, so that a server on the usual one is not in the way."""
    result = CliRunner().invoke(
        main, ["--instance", str(folder), "dev", "--port", str(free_port()), *options]
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_every_address_and_every_demo_user_is_printed(tmp_path: Path, started: list[Flask]) -> None:
    port = free_port()

    output = run(tmp_path, "--port", str(port))

    (app,) = started
    for rule in app.url_map.iter_rules():
        assert f"http://127.0.0.1:{port}{rule.rule}" in output
    passwords = json.loads((tmp_path / "demo-users.json").read_text())
    for name, password in passwords.items():
        assert f"  {name}  {password}" in output


def test_a_browser_that_opens_the_server_sees_login_demo_users_and_inbox(
    tmp_path: Path, started: list[Flask]
) -> None:
    port = free_port()
    output = run(tmp_path, "--port", str(port))
    browser = started[0].test_client()

    assert f"http://localhost:{port}/\n" in output
    page = browser.get("/", follow_redirects=True).text
    assert 'name="password"' in page
    assert 'href="/dev/inbox"' in page
    assert json.loads((tmp_path / "demo-users.json").read_text())["minsu"] in page


def test_a_page_whose_name_leads_to_this_machine_cannot_read_the_inbox(
    tmp_path: Path, started: list[Flask]
) -> None:
    run(tmp_path)
    client = started[0].test_client()

    assert client.get("/dev/inbox").status_code == 200
    assert client.get("/dev/inbox", headers={"Host": "rebound.example"}).status_code == 421


def test_an_address_of_ipv6_is_printed_as_it_stands_in_a_url(tmp_path: Path, started: list[Flask]) -> None:
    port = free_port()
    try:
        socket.create_server(("::1", port), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")

    assert f"http://[::1]:{port}/protected" in run(tmp_path, "--host", "::1", "--port", str(port))


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


def test_a_demo_user_with_another_password_is_shown_as_that(tmp_path: Path, started: list[Flask]) -> None:
    run(tmp_path)
    (tmp_path / "demo-users.json").unlink()

    output = run(tmp_path)

    assert "minsu  (has another password by now; to start over: daemun users delete minsu)" in output
    assert "TOKEN=" not in output


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"minsu": "x"'])
def test_a_damaged_file_of_demo_users_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "demo-users.json").write_text(content)

    result = CliRunner().invoke(main, ["--instance", str(tmp_path), "dev", "--port", str(free_port())])

    assert result.exit_code == 1
    assert "is damaged: remove it" in result.stderr


def test_a_taken_port_is_told_in_a_sentence(tmp_path: Path, started: list[Flask]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        result = CliRunner().invoke(main, ["--instance", str(tmp_path), "dev", "--port", str(port)])

    assert (result.exit_code, started) == (1, [])
    assert result.stderr == f"Error: port {port} of 127.0.0.1 is taken: choose another with --port\n"


@pytest.mark.parametrize("port", ["-1", "0", "65536", "web"])
def test_what_is_no_port_is_told_in_a_sentence(tmp_path: Path, started: list[Flask], port: str) -> None:
    result = CliRunner().invoke(main, ["--instance", str(tmp_path), "dev", "--port", port])

    assert (result.exit_code, started) == (2, [])
    assert "Invalid value for '--port'" in result.stderr


def test_only_what_works_is_proposed(
    tmp_path: Path, started: list[Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAEMUN_REGISTRATION_ENABLED", "false")
    monkeypatch.setenv("DAEMUN_TRANSPORT_COOKIES", "true")
    monkeypatch.setenv("DAEMUN_USERS_IDENTIFIERS", "email")

    output = run(tmp_path)

    assert "/register" not in output.partition("Demo users:")[2]
    assert "minsu@example.com" in output
    assert "-H 'Sec-Fetch-Site: same-origin' -c cookies.txt" in output
    assert "TOKEN=" not in output
