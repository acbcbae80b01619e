import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from daemun.cli.main import main
from daemun.composition.services import Services
from daemun.server.application import create_app
from tests.journeys.people import Person
from tests.server_process import DaemunServe


def run(folder: Path, *options: str, **settings: str) -> tuple[int, str]:
    """Exit code and words of a start that is refused."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAEMUN_")}
    done = subprocess.run(
        [sys.executable, "-m", "daemun", "--instance", str(folder / "instance"), "serve", *options],
        cwd=folder,
        env={**kept, **{f"DAEMUN_{name}": value for name, value in settings.items()}},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_taken_port_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = run(tmp_path, "--port", str(port))

    assert (code, said) == (1, f"Error: port {port} of 127.0.0.1 is taken: choose another with --port\n")


@pytest.mark.requirement("CF-01")
def test_a_start_with_unsafe_settings_is_refused_with_all_reasons_before_anybody_is_asked(
    tmp_path: Path,
) -> None:
    unsafe = {"PASSWORDS_MIN_LENGTH": "6", "TOKENS_ISSUER": "http://login.example.kr", "SERVER_WORKER": "2"}

    code, said = run(tmp_path, "--port", "0", **unsafe)

    assert code == 1
    assert [name for name in unsafe if f"DAEMUN_{name}" not in said] == []
    assert "Booting worker" not in said
    assert not (tmp_path / "instance" / "daemun.sqlite3").exists()


@pytest.mark.requirement("CF-01")
def test_what_is_for_development_is_not_served_to_others(tmp_path: Path) -> None:
    code, said = run(tmp_path, "--port", "0", "--host", "0.0.0.0", DEVELOPMENT="1")

    assert code == 1
    assert "DAEMUN_DEVELOPMENT" in said


@pytest.mark.requirement("RL-10")
def test_tables_that_are_behind_stop_the_start(tmp_path: Path, database_url: str) -> None:
    settings = {"DATABASE_URL": database_url, "DATABASE_UPGRADE_AT_START": "false"}

    code, said = run(tmp_path, "--port", "0", **settings)

    assert code == 1
    assert "daemun db upgrade" in said
    assert "Traceback" not in said


@pytest.mark.requirement("JK-01")
def test_another_secret_key_than_that_of_the_database_stops_the_start(tmp_path: Path) -> None:
    make_installation(tmp_path / "instance")

    code, said = run(tmp_path, "--port", "0", SECRET_KEY="q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk=")

    assert code == 1
    assert "sealed with another secret key" in said
    assert "Traceback" not in said


def test_a_start_on_an_older_copy_of_the_database_is_warned_of(tmp_path: Path) -> None:
    with DaemunServe(tmp_path / "server", workers=1) as server:
        Person.register(server)
        server.stop()
        instance = tmp_path / "server" / "instance"
        (instance / "daemun-newest-event").write_text("2100-01-01T00:00:00Z")

        server.start()

        warned = [line for line in server.log_lines() if "older copy" in line["event"]]
        assert [line["level"] for line in warned] == ["warning"]
        assert "daemun db restored" in warned[0]["event"]
        assert server.get("/health/ready").status == 200


def make_installation(folder: Path) -> None:
    """Tables and a signing key, as the first login leaves them."""
    app = create_app(instance_path=folder)
    services: Services = app.extensions["daemun"]
    services.keys.keep_current()
    services.close()


def test_wrong_usage_ends_with_2(tmp_path: Path) -> None:
    for wrong in (["--workers", "0"], ["--port", "99999"], ["--no-such-option"]):
        arguments = ["--instance", str(tmp_path), "serve", *wrong]
        assert CliRunner().invoke(main, arguments).exit_code == 2


@pytest.mark.requirement("CF-04")
def test_monitoring_has_an_address_of_its_own_if_wanted(tmp_path: Path) -> None:
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind(("127.0.0.1", 0))
        private = keeper.getsockname()[1]
        environment = {"DAEMUN_SERVER_MONITORING_ADDRESS": f"127.0.0.1:{private}"}
        with DaemunServe(tmp_path / "server", environment=environment, workers=1) as server:
            assert [server.get(path).status for path in PATHS] == [404, 404, 404, 401]
            server.port = private
            assert [server.get(path).status for path in PATHS] == [200, 200, 200, 404]


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    with DaemunServe(tmp_path / "server", environment={"TMPDIR": str(folder)}, workers=1) as server:
        (metrics,) = folder.glob("daemun-metrics-*")
        assert metrics.stat().st_mode & 0o777 == 0o700
        assert server.stop() == 0

    assert list(folder.glob("daemun-metrics-*")) == []


PATHS = ("/health/live", "/health/ready", "/metrics", "/auth/me")
