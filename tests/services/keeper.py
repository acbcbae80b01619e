"""Ends the servers of a test run when the run ends, however it ends.

Run as `python keeper.py FOLDER`: waits until its standard input closes, which the death of the test run
does too, then stops the server of every `FOLDER/*/server.pid` and removes the folder.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path


def main(folder: Path) -> None:
    sys.stdin.buffer.read(1)
    deadline = time.monotonic() + 5
    end_servers(folder, by=signal.SIGINT)
    while folder.exists() and time.monotonic() < deadline:
        if not any(is_running(pid) for pid in pids(folder)):
            shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.02)
    end_servers(folder, by=signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def end_servers(folder: Path, *, by: signal.Signals) -> None:
    for pid in pids(folder):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, by)


def pids(folder: Path) -> list[int]:
    return [int(file.read_text()) for file in folder.glob("*/server.pid")]


def is_running(pid: int) -> bool:
    """Without an end that its parent has not yet asked about (a zombie)."""
    try:
        os.kill(pid, 0)
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return Path("/proc").exists() is False


if __name__ == "__main__":
    main(Path(sys.argv[1]))
