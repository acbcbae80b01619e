"""A web server that a page of the documentation tells people to start, really running, on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
_PROGRAMS = Path(sys.executable).parent


class WebProcess:
    """A process that listens on a port of its own."""

    def __init__(
        self, arguments: Sequence[str], *, folder: Path, port: int, environment: Mapping[str, str]
    ) -> None:
        self.port = port
        self._log = folder / f"server-{port}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                arguments, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
            )

    @property
    def output(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def wait_until_it_listens(self) -> None:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError(f"{self._process.args!r} does not listen:\n{self.output}")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def flask_run(folder: Path) -> Iterator[str]:
    """`flask run` on the `app.py` of a folder; gives the address."""
    port = free_port()
    process = WebProcess(
        ["flask", "run", "--port", str(port)], folder=folder, port=port, environment=page_environment()
    )
    try:
        process.wait_until_it_listens()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stop()


def page_environment() -> dict[str, str]:
    """The environment of a person who has just installed the packages."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DAEMUN_", "FLASK_", "COV_"))
    }
    return {
        **kept,
        "PATH": f"{_PROGRAMS}{os.pathsep}{kept.get('PATH', os.defpath)}",
        "NO_PROXY": "127.0.0.1",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
