"""What the processes of a server use."""

import os
from collections.abc import Iterator
from pathlib import Path

from tests.server_process import ServerProcess

_TICKS = os.sysconf("SC_CLK_TCK")


def process_folders(server: ServerProcess) -> Iterator[Path]:
    """Of main process and workers, below `/proc`. A server without a main process is its own worker."""
    for process in {server.process_id, *server.worker_ids()}:
        yield Path("/proc", str(process))


def cpu_seconds(server: ServerProcess) -> float:
    """What they have used so far, in user and kernel mode."""
    return sum(_cpu_seconds(folder) for folder in process_folders(server))


def memory_bytes(server: ServerProcess) -> int:
    """What they hold at present; pages that processes share are divided among them."""
    return sum(_proportional_kibibytes(folder) * 1024 for folder in process_folders(server))


def _cpu_seconds(folder: Path) -> float:
    # The name may hold spaces; it ends with the last parenthesis.
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _proportional_kibibytes(folder: Path) -> int:
    lines = (folder / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
