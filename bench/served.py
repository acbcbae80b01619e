"""Applications on the same server: gunicorn with threads and one worker, each in its own environment."""

import sys
from pathlib import Path
from typing import Final

from tests.npm import node
from tests.server_process import ROOT, ServerProcess

PEERS_PYTHON: Final = ROOT / ".venv" / "peers" / "bin" / "python"
BETTER_AUTH: Final = ROOT / ".venv" / "better-auth"
PASSWORD: Final = "gyeoul-bada-norae-4821"
THREADS: Final = 18
"""What `daemun serve` takes on two cores."""


class Served(ServerProcess):
    """`bench.served_by_flask` or one of `bench.peers`, on gunicorn."""

    def __init__(self, folder: Path, application: str, *, workers: int = 1, **settings: str) -> None:
        super().__init__(
            folder, application=application, environment=settings, workers=workers, threads=THREADS
        )
        (folder / "instance").mkdir(parents=True, exist_ok=True)

    def _command(self) -> list[str]:
        python = str(PEERS_PYTHON) if ".peers." in self._application else sys.executable
        return [python, *super()._command()[1:]]


class ServedByUvicorn(Served):
    """One of `bench.peers` that needs an event loop."""

    def _command(self) -> list[str]:
        self.settings["BENCH_INSTANCE"] = str(self.folder / "instance")
        return [
            *(str(PEERS_PYTHON), "-m", "uvicorn", "--factory", self._application),
            *("--port", str(self.port), "--workers", str(self._workers)),
            *("--log-level", "error", "--no-access-log"),
        ]

    def worker_ids(self) -> list[int]:
        # One worker is the main process; others it starts beside a process that counts what they share.
        return [self.process_id] if self._workers == 1 else super().worker_ids()[-self._workers :]


class ServedByNode(Served):
    """A script in the folder of better-auth, with its own processes."""

    def _command(self) -> list[str]:
        self.settings |= {
            "BENCH_INSTANCE": str(self.folder / "instance"),
            "BENCH_PORT": str(self.port),
            "BENCH_WORKERS": str(self._workers),
        }
        return [node(), str(BETTER_AUTH / self._application)]


def log_in(server: ServerProcess) -> str:
    """Register a user and log in; the access token."""
    person = {"username": "minsu", "password": PASSWORD}
    server.post("/auth/register", person)
    token: str = server.post("/auth/login", person).body["access_token"]
    return token
