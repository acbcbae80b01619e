"""Prove that refreshing keeps its promises: races, old and forged tokens, crashes, killed workers.

Prints what was tried and what was found; ends with 1 on any violation.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.refresh.crash_points import crash_everywhere
from bench.refresh.finding import Finding
from bench.refresh.killed_workers import refresh_while_workers_die
from bench.refresh.nodes import lose_answers_over_nodes, race_over_nodes
from bench.refresh.old_tokens import present_forged_tokens, present_old_tokens
from bench.refresh.race import LATE, race, race_after_lost_answers
from tests.services.mongodb import MongoDb
from tests.services.postgres import Postgres
from tests.services.service_folder import ServiceFolder

DATABASES = ("sqlite", "postgresql", "mongodb")

Proof = Callable[[str], Finding]
"""Takes the address of an empty database."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make prove-refresh", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="races, crashes (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=6, help="of killing workers (default: %(default)s)")
    parser.add_argument("--database", choices=DATABASES, action="append", help="default: all")
    chosen = parser.parse_args()
    findings = [
        _tell(prove)
        for database in chosen.database or DATABASES
        for prove in _proofs(database, chosen.rounds, chosen.seconds)
    ]
    violated = [finding for finding in findings if finding.violations]
    print(f"{len(findings) - len(violated)} of {len(findings)} claims hold")
    return 1 if violated else 0


def _proofs(database: str, rounds: int, seconds: float) -> Iterator[Callable[[], Finding]]:
    with _empty_databases(database) as next_url, tempfile.TemporaryDirectory() as folder:
        yield lambda: race(next_url(), database, rounds=rounds)
        yield lambda: race_after_lost_answers(next_url(), database, rounds=rounds)
        yield lambda: present_old_tokens(next_url(), database, rounds=max(3, rounds // 10))
        yield lambda: present_forged_tokens(next_url(), database)
        yield lambda: crash_everywhere(next_url(), database, rounds=rounds)
        yield lambda: crash_everywhere(next_url(), database, rounds=rounds, asked_again_after=LATE)
        yield lambda: refresh_while_workers_die(next_url(), database, seconds=seconds, folder=Path(folder))
        if database != "sqlite":
            nodes_rounds = max(6, rounds // 4)
            yield lambda: race_over_nodes(next_url(), database, rounds=nodes_rounds, folder=Path(folder))
            late_rounds = max(3, rounds // 20)
            yield lambda: lose_answers_over_nodes(
                next_url(), database, rounds=late_rounds, folder=Path(folder, "late")
            )


def _tell(prove: Callable[[], Finding]) -> Finding:
    started = time.monotonic()
    finding = prove()
    print(f"{finding}\n{'':20}took: {time.monotonic() - started:.1f} s", flush=True)
    return finding


@contextmanager
def _empty_databases(database: str) -> Iterator[Callable[[], str]]:
    services = ServiceFolder()
    names = (f"proof_{number}" for number in range(100))
    try:
        match database:
            case "sqlite":
                yield lambda: f"sqlite:///{services.path / next(names)}.sqlite3"
            case "postgresql":
                postgres = Postgres(services.path / "postgres")
                postgres.start()
                yield lambda: postgres.create_database(next(names))
            case _:
                mongodb = MongoDb(services.path / "mongodb")
                mongodb.start()
                yield lambda: mongodb.url_of(next(names))
    finally:
        services.close()


if __name__ == "__main__":
    sys.exit(main())
