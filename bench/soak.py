"""Soak: mixed traffic for half an hour against `daemun serve` on PostgreSQL and Valkey.

Memory, file descriptors and answer times of the last quarter are held against those of the second one; the
first is for warming up. What was acknowledged is held against what is stored.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.chaos.ledger import find_lost
from bench.chaos.load import Asked, Load
from bench.chaos.site import Site, open_site
from bench.processes import memory_bytes, process_folders

_SAMPLES: Final = 60
_MAX_GROWTH: Final = {"memory, MiB": 1.05, "file descriptors": 1.1, "p50, ms": 1.25, "p99, ms": 1.5}
"""Times wander with whatever else the machine does; memory and descriptors have no excuse."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The server's processes at one moment."""

    at: float
    memory: float
    """MiB, where pages that processes share count once."""
    descriptors: int


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="default: %(default)s")
    minutes: float = parser.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="daemun-soak-") as folder:
        # PostgreSQL runs as another user where this runs as root.
        Path(folder).chmod(0o755)
        environment = {"DAEMUN_HOUSEKEEPING_INTERVAL": "30"}
        with open_site(Path(folder) / "site", environment=environment) as site:
            return _soak(site, seconds=minutes * 60)


def _soak(site: Site, *, seconds: float) -> int:
    samples: list[Sample] = []
    began = time.monotonic()
    with Load(site.server) as load:
        for number in range(1, _SAMPLES + 1):
            time.sleep(max(0.0, began + seconds * number / _SAMPLES - time.monotonic()))
            samples.append(_sample(site))
    with site.connect() as connection:
        lost = find_lost(load.ledger, connection)
    problems = [*lost, *load.ledger.wrong]
    print(f"{len(load.asked):,} requests in {seconds / 60:.0f} min; second quarter, last quarter:")
    early, late = (
        _measure(samples, load.asked, began + seconds * part / 4, began + seconds * (part + 1) / 4)
        for part in (1, 3)
    )
    for name, most in _MAX_GROWTH.items():
        growth = late[name] / early[name]
        print(f"  {name:18}{early[name]:10.1f}{late[name]:10.1f}   {growth:.3f} times (at most {most})")
        if growth > most:
            problems.append(f"{name}: grew {growth:.3f} times")
    print("\n".join(f"! {problem}" for problem in problems) or "flat, and nothing was lost")
    return 1 if problems else 0


def _measure(
    samples: Sequence[Sample], asked: Sequence[Asked], since: float, until: float
) -> dict[str, float]:
    taken = [sample for sample in samples if since < sample.at <= until + 1]
    times = sorted(each.ended - each.began for each in asked if since <= each.began < until and each.status)
    return {
        "memory, MiB": statistics.median(sample.memory for sample in taken),
        "file descriptors": statistics.median(sample.descriptors for sample in taken),
        "p50, ms": times[len(times) // 2] * 1000,
        "p99, ms": times[int(len(times) * 0.99)] * 1000,
    }


def _sample(site: Site) -> Sample:
    descriptors = sum(len(list((folder / "fd").iterdir())) for folder in process_folders(site.server))
    return Sample(time.monotonic(), memory_bytes(site.server) / 2**20, descriptors)


if __name__ == "__main__":
    sys.exit(main())
