import os
from pathlib import Path

import pytest

from daemun.server.resources import fitting_workers, usable_cores, usable_memory

GIB = 2**30


@pytest.mark.parametrize(
    ("cores", "memory", "workers"),
    [(1, 8 * GIB, 2), (4, 8 * GIB, 4), (64, 256 * GIB, 16), (8, GIB, 4), (2, GIB // 4, 1), (1, 1, 1)],
)
def test_workers_fit_cores_and_memory(cores: int, memory: int, workers: int) -> None:
    assert fitting_workers(cores=cores, memory=memory) == workers


@pytest.mark.parametrize(
    ("written", "limit"), [("100000 100000", 1), ("150000 100000", 2), ("10000 100000", 1)]
)
def test_a_container_uses_the_cores_of_its_quota(tmp_path: Path, written: str, limit: int) -> None:
    (tmp_path / "cpu.max").write_text(written + "\n")

    assert usable_cores(tmp_path) == min(limit, len(os.sched_getaffinity(0)))


@pytest.mark.parametrize("written", [None, "max 100000", ""])
def test_without_a_quota_all_cores_are_used(tmp_path: Path, written: str | None) -> None:
    if written is not None:
        (tmp_path / "cpu.max").write_text(written)

    assert usable_cores(tmp_path) == len(os.sched_getaffinity(0))


def test_a_container_uses_the_memory_of_its_limit(tmp_path: Path) -> None:
    whole = usable_memory(tmp_path)
    (tmp_path / "memory.max").write_text(f"{64 * 2**20}\n")

    assert usable_memory(tmp_path) == 64 * 2**20
    (tmp_path / "memory.max").write_text("max\n")
    assert usable_memory(tmp_path) == whole > 64 * 2**20
