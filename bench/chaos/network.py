"""The network between server and database: dropped packets, a cut, a slow line; the same to Valkey."""

import time
from collections.abc import Callable
from pathlib import Path

from bench.chaos.finding import Finding
from bench.chaos.site import Site, Trial, open_site
from tests.services.wire import Wire

_LASTS_SECONDS = 8.0
_SOON = 3.5
"""Seconds within which every request must be answered while nothing comes through."""


def drop_packets(folder: Path) -> Finding:
    """Nothing comes through and nobody is told."""
    return _disturb(
        folder, "packets to PostgreSQL are dropped for 8 s", lambda site: site.database_wire.drop()
    )


def cut_network(folder: Path) -> Finding:
    """Every connection is reset, and every new one."""
    return _disturb(folder, "the network to PostgreSQL is cut for 8 s", lambda site: site.database_wire.cut())


def slow_database(folder: Path) -> Finding:
    """Every packet comes 150 ms later, each way: slow, and no failure."""
    return _disturb(
        folder,
        "PostgreSQL answers 300 ms later for 8 s",
        lambda site: site.database_wire.delay(0.15),
        soon=20,
    )


def drop_packets_to_valkey(folder: Path) -> Finding:
    """Nothing comes through to Valkey."""
    return _disturb(folder, "packets to Valkey are dropped for 8 s", lambda site: site.valkey_wire.drop())


def _disturb(folder: Path, name: str, begin: Callable[[Site], None], *, soon: float = _SOON) -> Finding:
    with open_site(folder) as site:
        trial = Trial(name, site)
        wires: tuple[Wire, ...] = (site.database_wire, site.valkey_wire)
        with trial.running():
            begin(site)
            time.sleep(_LASTS_SECONDS)
            for wire in wires:
                wire.mend()
            trial.mended()
        finding = trial.finding
        finding.expect(finding.slowest < soon, f"an answer took {finding.slowest:.1f} s")
        finding.expect(finding.slowest_live < 1, f"/health/live took {finding.slowest_live:.1f} s")
    return finding
