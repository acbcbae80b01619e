"""A highly available PostgreSQL loses its primary: the replica takes over with all that was acknowledged."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.chaos.cluster import Cluster, why_not
from bench.chaos.finding import Finding
from bench.chaos.load import GRACE_SECONDS, wait_for
from bench.chaos.site import ChaosServer, Trial

_TAKE_OVER_SECONDS = 45.0


@dataclass(slots=True)
class HighlyAvailableSite:
    """`daemun serve` on a cluster."""

    server: ChaosServer
    cluster: Cluster

    def connect(self) -> psycopg.Connection:
        return self.cluster.connect()


def kill_primary(folder: Path) -> Finding:
    """`kill -9` of the primary and its Patroni under load; replication is synchronous."""
    name = "the primary of a PostgreSQL cluster is killed (Patroni, etcd, HAProxy)"
    reason = why_not()
    if reason is not None:
        return Finding(name, skipped=reason)
    with _open_site(folder) as site:
        trial = Trial(name, site)
        old = site.cluster.primary()
        with trial.running() as load:
            if old is None:
                raise RuntimeError("the cluster has lost its primary before the fault")
            site.cluster.kill_node(old)
            killed_at = time.monotonic()
            wait_for(lambda: site.cluster.primary() not in (None, old), _TAKE_OVER_SECONDS)
            promoted = time.monotonic() - killed_at
            trial.mended()
            recovered = load.recovered_after(killed_at)
        finding = trial.finding
        finding.note(f"{site.cluster.primary()} took over from {old} after {promoted:.1f} s")
        if recovered is not None:
            finding.note(f"everything was done again {recovered:.1f} s after the kill")
    return finding


@contextmanager
def _open_site(folder: Path) -> Iterator[HighlyAvailableSite]:
    folder.mkdir()
    folder.chmod(0o755)
    with Cluster(folder / "cluster") as cluster:
        url = f"postgresql://postgres@127.0.0.1:{cluster.port}/postgres?sslmode=disable"
        environment = {"DAEMUN_SESSIONS_REFRESH_GRACE": str(GRACE_SECONDS)}
        with ChaosServer(folder / "server", database_url=url, environment=environment) as server:
            yield HighlyAvailableSite(server, cluster)
