"""Killed at once: a worker, the whole server, PostgreSQL, Valkey."""

import time
from pathlib import Path

from bench.chaos.finding import Finding
from bench.chaos.site import Trial, open_site

_AWAY_SECONDS = 4.0


def kill_workers(folder: Path, *, kills: int = 6) -> Finding:
    """`kill -9` of a worker, again and again; the main process starts others."""
    with open_site(folder) as site:
        trial = Trial(f"a worker is killed, {kills} times", site)
        with trial.running():
            for _ in range(kills):
                if workers := site.server.worker_ids():
                    site.server.kill_worker(workers[0])
                time.sleep(0.5)
            trial.mended()
    return trial.finding


def kill_server(folder: Path) -> Finding:
    """`kill -9` of all processes of the server; it is started again, as a supervisor does."""
    with open_site(folder) as site:
        trial = Trial("the whole server is killed, and started by its supervisor", site)
        with trial.running():
            site.server.kill()
            site.server.start()
            trial.mended()
    return trial.finding


def kill_postgresql(folder: Path) -> Finding:
    """`kill -9` of PostgreSQL; it is away for some seconds and repairs itself."""
    with open_site(folder) as site:
        trial = Trial("PostgreSQL is killed, and away for 4 s", site)
        with trial.running():
            site.postgres.kill()
            time.sleep(_AWAY_SECONDS)
            site.postgres.start()
            trial.mended()
    return trial.finding


def kill_valkey(folder: Path) -> Finding:
    """`kill -9` of Valkey: what it guards is refused, the rest goes on."""
    with open_site(folder) as site:
        trial = Trial("Valkey is killed, and away for 4 s", site)
        with trial.running() as load:
            site.valkey.kill()
            killed_at = time.monotonic()
            time.sleep(_AWAY_SECONDS)
            asked = [each for each in load.asked if each.began > killed_at]
            trial.finding.expect(
                not any(each.is_done for each in asked if each.kind == "register"),
                "a registration passed uncounted",
            )
            trial.finding.expect(
                any(each.is_done for each in asked if each.kind == "refresh"), "no refresh went on"
            )
            refused = site.server.post("/auth/login", {"username": "client-0", "password": "x" * 20})
            trial.finding.expect(refused.status == 503, f"a login was answered with {refused.status}")
            site.valkey.start()
            trial.mended()
    return trial.finding
