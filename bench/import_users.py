"""Measure an import: rows per second, beside bare inserts of the same rows in the same run, and memory."""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, Table, create_engine, insert, select

from bench.refresh.installation import open_services
from daemun.features.user_transfer.model import ImportOptions
from daemun.features.user_transfer.sources.detection import SourceSecrets, read_rows
from daemun.storage.open_store import open_store
from daemun.storage.sql.schema import audit_events, passwords, roles, users
from tests.services.postgres import Postgres
from tests.services.service_folder import ServiceFolder

TABLES = (users, passwords, roles, audit_events)
ROWS_IN_A_COMMIT = 500
HASH = "$2b$12$" + "a" * 53


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.import_users", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="how many users (default: %(default)s)")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database (default: both)")
    options = parser.parse_args()
    rows: int = options.rows
    with tempfile.TemporaryDirectory() as folder, _postgres_urls(options.only) as (one, two):
        file = Path(folder, "users.jsonl")
        with file.open("w") as output:
            output.writelines(_line(number) for number in range(rows))
        databases = [
            ("sqlite", f"sqlite:///{folder}/one", f"sqlite:///{folder}/two"),
            ("postgresql", one, two),
        ]
        databases = [database for database in databases if options.only in (None, database[0])]
        imported = {name: _import(url, file, rows) for name, url, _ in databases}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for name, url, bare_url in databases:
            took, bare = imported[name], _insert_bare(url, bare_url)
            print(
                f"{name}: {rows / took:,.0f} rows/s imported, {rows / bare:,.0f} rows/s bare inserts,"
                f" {took / bare:.1f} times as long"
            )
    print(f"memory of the imports at most: {peak:.0f} MiB")
    return 0


def _line(number: int) -> str:
    user = {
        "username": f"person{number}",
        "email": f"person{number}@example.kr",
        "email_verified": True,
        "created_at": "2020-01-02T03:04:05Z",
        "roles": ["reader"] if number % 10 == 0 else [],
        "password_hash": HASH,
    }
    return json.dumps(user) + "\n"


def _import(url: str, file: Path, rows: int) -> float:
    """Seconds."""
    services = open_services(url)
    services.store.ping()
    began = time.perf_counter()
    done = sum(
        step.imported
        for step in services.user_import.run(read_rows(file, None, SourceSecrets()), ImportOptions())
    )
    took = time.perf_counter() - began
    assert done == rows
    services.close()
    return took


def _insert_bare(url: str, bare_url: str) -> float:
    """Seconds that the same rows take in plain inserts of many rows, with as many commits."""
    store = open_store(bare_url)
    store.ping()
    store.close()
    source, target = create_engine(url), create_engine(bare_url)
    took = 0.0
    for table in TABLES:
        for rows in _chunks(source, table):
            began = time.perf_counter()
            with target.begin() as connection:
                connection.execute(insert(table), rows)
            took += time.perf_counter() - began
    source.dispose()
    target.dispose()
    return took


def _chunks(source: Engine, table: Table) -> Iterator[list[dict[str, object]]]:
    with source.connect().execution_options(yield_per=ROWS_IN_A_COMMIT) as connection:
        for rows in connection.execute(select(table)).partitions():
            yield [dict(row._mapping) for row in rows]  # noqa: SLF001 - public


@contextmanager
def _postgres_urls(only: str | None) -> Iterator[tuple[str, str]]:
    if only == "sqlite":
        yield "", ""
        return
    folder = ServiceFolder()
    postgres = Postgres(folder.path / "postgres")
    try:
        postgres.start_once()
        yield postgres.create_database("one"), postgres.create_database("two")
    finally:
        folder.close()


if __name__ == "__main__":
    sys.exit(main())
