"""An installation that commands are given on, while a server runs there."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from daemun.cli.main import main
from daemun.composition.services import Services
from daemun.server.application import create_app

LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Commands:
    """Gives commands; `typed` is what comes from the standard input."""

    folder: Path

    def __call__(self, *arguments: str, typed: str | None = None, **environment: str) -> Result:
        return CliRunner().invoke(
            main,
            ["--instance", str(self.folder), *arguments],
            input=typed,
            env={**dict.fromkeys(LANGUAGE_VARIABLES), **environment},
            prog_name="daemun",
        )

    def json(self, *arguments: str, typed: str | None = None) -> Any:  # noqa: ANN401 - as `json.loads`
        result = self(*arguments, "--json", typed=typed)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@pytest.fixture
def running(tmp_path: Path) -> Services:
    """A server that runs while commands are given."""
    services: Services = create_app(instance_path=tmp_path).extensions["daemun"]
    services.store.ping()
    return services


@pytest.fixture
def daemun(tmp_path: Path, running: Services) -> Commands:
    """`daemun(...)` gives a command on the installation of `running`."""
    return Commands(tmp_path)


@pytest.fixture
def on_terminal(tmp_path: Path) -> Callable[..., str]:
    """Gives a command on a terminal of its own, types the answers, and gives back what was shown."""

    def give(*arguments: str, answers: tuple[str, ...] = ()) -> str:
        terminal, end = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "daemun", "--instance", str(tmp_path), *arguments],
            stdin=end,
            stdout=end,
            stderr=end,
            start_new_session=True,
            env={**os.environ, "COLUMNS": "160", "LC_ALL": "C.UTF-8"},
        ):
            os.close(end)
            shown = "".join(_converse(terminal, answers))
        os.close(terminal)
        return shown

    return give


def _converse(terminal: int, answers: tuple[str, ...]) -> Iterator[str]:
    """Read until the other end closes; answer whatever ends with a colon."""
    remaining = [*answers]
    while True:
        try:
            shown = os.read(terminal, 4096).decode()
        except OSError:
            return
        yield shown
        if remaining and shown.endswith(": "):
            os.write(terminal, f"{remaining.pop(0)}\n".encode())
