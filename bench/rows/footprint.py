"""What Daemun adds before anybody has asked for anything: import, first answer, memory."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.processes import memory_bytes
from bench.row import Row, interleaved
from bench.served import Served
from tests.server_process import DaemunServe, ServerProcess

_ROUNDS = 7


def measure() -> Iterator[Row]:
    imported = interleaved(
        {"limit": partial(_import_seconds, "flask"), "daemun": partial(_import_seconds, "daemun")}, _ROUNDS
    )
    yield _row("import, s", "Flask", imported, 0.6, "{:.2f} s")
    with (
        tempfile.TemporaryDirectory() as folder,
        Served(Path(folder, "bare"), "bench.served_by_flask:make_bare") as bare,
        DaemunServe(Path(folder, "daemun"), workers=1) as daemun,
    ):
        bare.stop()
        daemun.stop()
        started = interleaved({"limit": lambda: _start(bare), "daemun": lambda: _start(daemun)}, _ROUNDS)
        yield _row("start to first answer, s", "Flask on gunicorn", started, 2, "{:.2f} s")
        held = interleaved({"limit": lambda: _memory(bare), "daemun": lambda: _memory(daemun)}, _ROUNDS)
        yield _row(
            "memory of main process and one worker, idle, MB", "Flask on gunicorn", held, 120, "{:.0f} MB"
        )


def _row(name: str, limit: str, seen: dict[str, float], aim: float, shape: str) -> Row:
    return Row(
        name,
        f"{limit}, {shape.format(seen['limit'])}",
        f"{shape.format(seen['daemun'])}, {seen['daemun'] / seen['limit']:.1f} times",
        seen["daemun"],
        aim,
        is_at_most=True,
    )


def _import_seconds(module: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
    return time.perf_counter() - began


def _start(server: ServerProcess) -> float:
    """Seconds; tables and keys are there from the start before, as they are at every start but one."""
    began = time.perf_counter()
    server.start()
    took = time.perf_counter() - began
    server.stop()
    return took


def _memory(server: ServerProcess) -> float:
    server.start()
    held = memory_bytes(server) / 1e6
    server.stop()
    return held
