"""A reader who follows a page to the letter, in an empty folder."""

import json
import re
import shlex
import subprocess
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

from tests.docs.pages import Block
from tests.docs.web_process import WebProcess, free_port, page_environment

_SERVERS = ("flask run", "flask --app", "gunicorn ", "daemun serve", "uvicorn ")
_PORT = re.compile(r"(?:(?<=127\.0\.0\.1:)|(?<=--port ))(\d{4})")
_ANYTHING = "..."
_SECONDS = 60
_TAKE_VARIABLES = "set -a\n[ ! -e .variables ] || . ./.variables\n"


class Reader:
    """Writes the files of a page, runs its commands, and compares what they print with what the page shows.

    addresses: what the page calls a service, and where it really is.
    """

    def __init__(self, folder: Path, *, addresses: Mapping[str, str]) -> None:
        self._folder = folder
        self._addresses = addresses
        self._servers: dict[str, WebProcess] = {}
        self._ports: dict[str, str] = {}
        self._printed = ""
        self._environment = page_environment()

    def follow(self, block: Block) -> None:
        match block.language:
            case "python" | "env" | "toml" if block.name is not None:
                (self._folder / block.name).write_text(self._real(block.text), encoding="utf-8")
                self._stop_servers()
            case "python":
                (self._folder / "script.py").write_text(self._real(block.text), encoding="utf-8")
                self._run("python script.py")
            case "shell":
                self._run_commands(block.text)
            case "json":
                assert_json_like(json.loads(block.text), json.loads(self._printed))
            case "text":
                assert_text_like(block.text, self._printed)
            case _:
                pass

    def leave(self) -> None:
        self._stop_servers()

    def _run_commands(self, text: str) -> None:
        commands: list[str] = []
        for line in text.replace("\\\n", " ").splitlines():
            if line.startswith("pip install"):
                assert_installable(line)
            elif line.startswith(_SERVERS):
                self._start_server(line)
            else:
                commands.append(line)
        if any(line.strip() for line in commands):
            self._run(self._real("\n".join(commands)))

    def _run(self, commands: str) -> None:
        """Variables stay for what comes later, as in one terminal."""
        ran = subprocess.run(
            ["bash", "-c", f"set -euo pipefail\n{_TAKE_VARIABLES}{commands}\nexport -p > .variables\n"],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        self._printed = ran.stdout
        logs = "\n".join(server.output[-3000:] for server in self._servers.values())
        assert ran.returncode == 0, f"{commands}\n{ran.stdout}\n{ran.stderr}\n{logs}"

    def _start_server(self, line: str) -> None:
        found = _PORT.search(line)
        printed_port = found.group(1) if found else "5000"
        running = self._servers.pop(printed_port, None)
        if running is not None:
            running.stop()
        port = free_port()
        self._ports[printed_port] = str(port)
        command = self._real(line) if found else f"{self._real(line)} --port {port}"
        server = WebProcess(
            ["bash", "-c", f"{_TAKE_VARIABLES}exec {command}"],
            folder=self._folder,
            port=port,
            environment=self._environment,
        )
        self._servers[printed_port] = server
        server.wait_until_it_listens()

    def _real(self, text: str) -> str:
        for printed, real in self._addresses.items():
            text = text.replace(printed, real)
        return _PORT.sub(lambda found: self._ports.get(found.group(1), found.group(1)), text)

    def _stop_servers(self) -> None:
        for server in self._servers.values():
            server.stop()
        self._servers.clear()


def assert_installable(line: str) -> None:
    """The line names packages, and extras, that this environment has."""
    for word in shlex.split(line)[2:]:
        name, _, extras = word.rstrip("]").partition("[")
        provided = set(distribution(name).metadata.get_all("Provides-Extra") or [])
        assert set(filter(None, extras.split(","))) <= provided, f"{word}: no such extra"


def assert_json_like(shown: object, printed: object) -> None:
    """Equal, where `"..."` in the page, also at the end of a text, stands for anything."""
    match shown, printed:
        case dict(), dict():
            assert shown.keys() == printed.keys()
            for name in shown:
                assert_json_like(shown[name], printed[name])
        case list(), list():
            assert len(shown) == len(printed), printed
            for each_shown, each_printed in zip(shown, printed, strict=True):
                assert_json_like(each_shown, each_printed)
        case str(), _ if shown.endswith(_ANYTHING):
            assert str(printed).startswith(shown.removesuffix(_ANYTHING))
        case _:
            assert shown == printed


def assert_text_like(shown: str, printed: str) -> None:
    """Each line of the page is printed, in this order; `...` stands for anything."""
    position = 0
    for line in shown.strip().splitlines():
        pattern = ".*".join(re.escape(part) for part in line.strip().split(_ANYTHING))
        found = re.compile(pattern).search(printed, position)
        assert found is not None, f"{line!r} is not printed (any more):\n{printed}"
        position = found.end()
