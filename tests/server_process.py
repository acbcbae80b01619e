"""A real server process for tests: gunicorn with several workers, on a loopback port of its own."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[1]
START_SECONDS = 30.0
STOP_SECONDS = 20.0
ROOMY_LIMITS = {
    "DAEMUN_LOCKOUT_REGISTRATIONS_PER_HOUR": "100000",
    "DAEMUN_LOCKOUT_ADDRESS_MAX_FAILURES": "100000",
    "DAEMUN_LOCKOUT_ADDRESS_HOUR_MAX_FAILURES": "100000",
    "DAEMUN_LOCKOUT_ADDRESS_MAX_USERS": "100000",
    "DAEMUN_SESSIONS_REFRESHES_PER_MINUTE": "100000",
}
"""All clients of a test come from one address."""


_SERVED = "tests.served_application:create_app"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is the parsed JSON, or an empty object."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]
    text: str = ""

    @property
    def code(self) -> str | None:
        """The permanent code of a problem."""
        code: str | None = self.body.get("code")
        return code

    @property
    def worker(self) -> int:
        """The process that answered; only `tests.served_application` tells."""
        return int(self.headers["X-Worker"])


class Endpoint:
    """Whoever answers HTTP at a loopback port."""

    port: int

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
    ) -> Answer:
        """Send one request on a connection of its own. Raises OSError or HTTPException without an answer."""
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        content = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, content, {**sent, "Connection": "close"})
            response = connection.getresponse()
            text = response.read()
            is_json = "json" in (response.getheader("Content-Type") or "")
            read: dict[str, Any] = json.loads(text) if is_json else {}
            return Answer(response.status, read, dict(response.getheaders()), text.decode(errors="replace"))
        finally:
            connection.close()

    def get(self, path: str, *, token: str | None = None) -> Answer:
        return self.call("GET", path, token=token)

    def post(self, path: str, body: object = None, *, token: str | None = None) -> Answer:
        return self.call("POST", path, body, token=token)


class ServerProcess(Endpoint):
    """A server that a test may stop, kill and start again at the same address.

    application: what gunicorn calls to get the application, without parentheses; it takes `instance_path`.
    environment: settings, beside the limits that are roomy here.
    """

    def __init__(
        self,
        folder: Path,
        *,
        database_url: str | None = None,
        environment: Mapping[str, str] | None = None,
        workers: int = 2,
        threads: int = 4,
        application: str = _SERVED,
    ) -> None:
        self.folder = folder
        self._log = folder / "server.log"
        self._workers = workers
        self._threads = threads
        self._application = application
        self.settings = {**ROOMY_LIMITS, **(environment or {})}
        if database_url is not None:
            self.settings["DAEMUN_DATABASE_URL"] = database_url
        # Bound and never listened on: keeps the port for this server, over restarts too.
        self._port_keeper = socket.socket()
        self._port_keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._port_keeper.bind(("127.0.0.1", 0))
        self.port = self._port_keeper.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._port_keeper.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def process_id(self) -> int:
        """Of the main process, which restarts workers."""
        return self._running().pid

    def start(self) -> None:
        """Start, and wait until it answers. Raises RuntimeError with its last words."""
        self.folder.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DAEMUN_")}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                cwd=ROOT,
                env={**environment, **self.settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_until(self._has_started, START_SECONDS)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> int:
        """Stop as an operator does: requests that were accepted are answered. Gives the exit code."""
        process = self._running()
        process.terminate()
        code = process.wait(STOP_SECONDS)
        self._process = None
        return code

    def signal(self, number: int) -> None:
        """Send a signal to the main process."""
        self._running().send_signal(number)

    def kill(self) -> None:
        """End all processes at once, as a power cut does."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(STOP_SECONDS)
        self._process = None

    def worker_ids(self) -> list[int]:
        """The processes that answer at present."""
        main = self.process_id
        return [int(each) for each in Path(f"/proc/{main}/task/{main}/children").read_text().split()]

    def kill_worker(self, worker: int | None = None) -> int:
        """End one worker at once; the server starts another. Gives its process id."""
        process_id = worker or self.worker_ids()[0]
        os.kill(process_id, signal.SIGKILL)
        return process_id

    def resident_bytes(self) -> int:
        """The memory that all workers together hold at present."""
        pages = [int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in self.worker_ids()]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE")

    def log_text(self) -> str:
        """All that it has written so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def _command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}"),
            *("--workers", str(self._workers), "--worker-class", "gthread"),
            *("--threads", str(self._threads), "--http-parser", "python", "--no-control-socket"),
            *("--graceful-timeout", "10", "--log-level", "warning", "--backlog", "1024"),
            *(("--config", "python:tests.imported_first") if self._application == _SERVED else ()),
            f"{self._application}(instance_path={str(self.folder / 'instance')!r})",
        ]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the server does not run")
        return self._process

    def _has_started(self) -> bool:
        if self._running().poll() is not None:
            raise RuntimeError(f"the server has ended: {self.log_text()[-2000:]}")
        try:
            return self.get("/").status < 600 and len(self.worker_ids()) == self._workers
        except (OSError, HTTPException):
            return False


class DaemunServe(ServerProcess):
    """`daemun serve`, as an operator starts it, with the routes of `tests.served_application`.

    Its settings file is `settings_file`; it writes one JSON object for each log line.
    """

    @property
    def settings_file(self) -> Path:
        return self.folder / "daemun.toml"

    def log_lines(self) -> list[dict[str, Any]]:
        """What it has written so far, parsed."""
        return [json.loads(line) for line in self.log_text().splitlines()]

    def _command(self) -> list[str]:
        self.settings_file.touch()
        return [
            *(sys.executable, "-m", "tests.serve", str(self.folder / "instance"), str(self.settings_file)),
            *("--port", str(self.port), "--workers", str(self._workers)),
        ]


@contextmanager
def run_nodes(
    count: int, folder: Path, *, database_url: str, environment: Mapping[str, str] | None = None
) -> Iterator[list[DaemunServe]]:
    """Servers as on so many hosts: they share a secret key and the addresses of services, no file."""
    settings = {"DAEMUN_SECRET_KEY": secrets.token_urlsafe(48), **(environment or {})}
    with contextlib.ExitStack() as running:
        yield [
            running.enter_context(
                DaemunServe(
                    folder / f"node{number}", database_url=database_url, environment=settings, workers=1
                )
            )
            for number in range(count)
        ]


def wait_until(is_so: Callable[[], bool], seconds: float, *, every: float = 0.02) -> float:
    """Look again and again until it is so; the seconds that passed. Raises TimeoutError."""
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"not so after {seconds} s")
        time.sleep(every)
    return time.monotonic() - started
