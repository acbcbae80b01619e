"""Applications on the same server: gunicorn with threads and one worker, each in its own environment."""

import os
import sys
from pathlib import Path
from typing import Final

from tests.server_process import ROOT, ServerProcess

PEERS_PYTHON: Final = ROOT / ".venv" / "peers" / "bin" / "python"
THREADS: Final = 18
"""What `daemun serve` takes on two cores."""
_TICKS = os.sysconf("SC_CLK_TCK")


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
            *("--port", str(self.port), "--log-level", "error", "--no-access-log"),
        ]

    def worker_ids(self) -> list[int]:
        return [self.process_id]


def cpu_seconds(server: ServerProcess) -> float:
    """What main process and workers have used so far, in user and kernel mode."""
    return sum(_cpu_seconds(each) for each in {server.process_id, *server.worker_ids()})


def _cpu_seconds(process: int) -> float:
    # The name may hold spaces; it ends with the last parenthesis.
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
