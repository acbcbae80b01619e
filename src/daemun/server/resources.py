"""The CPU and memory that this process may use, and how many workers fit."""

import os
from pathlib import Path
from typing import Final

_CGROUP: Final = Path("/sys/fs/cgroup")
_WORKER_BYTES: Final = 128 * 2**20
"""Memory of one worker that hashes on two threads, with room to spare."""
_MAX_WORKERS: Final = 16


def fitting_workers(*, cores: int, memory: int) -> int:
    """One worker per core, limited by half of the memory, but at least two so that one may fail."""
    return max(1, min(max(2, cores), _MAX_WORKERS, memory // 2 // _WORKER_BYTES))


def usable_cores(cgroup: Path = _CGROUP) -> int:
    """Cores that this process may use; honors a container's quota, rounded up."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _read(cgroup / "cpu.max").partition(" ")
    if quota.isdigit() and period.isdigit() and int(period) > 0:
        return max(1, min(cores, -(-int(quota) // int(period))))
    return cores


def usable_memory(cgroup: Path = _CGROUP) -> int:
    """Bytes that this process and its children may use; honors a container's limit."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = _read(cgroup / "memory.max")
    return min(memory, int(limit)) if limit.isdigit() else memory


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return ""
