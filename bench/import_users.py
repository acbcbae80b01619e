"""Measure an import: rows per second, beside bare inserts of the same rows in the same run, and memory."""

import argparse
import json
import resource
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from pymongo import MongoClient
from sqlalchemy import Engine, Table, create_engine, insert, select

from bench.database import open_mongodb
from bench.refresh.installation import open_services
from daemun.features.user_transfer.model import ImportOptions
from daemun.features.user_transfer.sources.detection import SourceSecrets, read_rows
from daemun.storage.database_url import mongodb_name
from daemun.storage.mongo.database.client import WRITTEN
from daemun.storage.mongo.database.collection import Document
from daemun.storage.open_store import open_store
from daemun.storage.sql.schema import audit_events, passwords, roles, users
from tests.services.mongodb import given_mongodb
from tests.services.postgres import Postgres
from tests.services.service_folder import ServiceFolder

TABLES = (users, passwords, roles, audit_events)
ROWS_IN_A_COMMIT = 500
DATABASES = ("sqlite", "postgresql", "mongodb")
# What stands in for MongoDB reads all users for each `$in` of a batch.
MONGODB_ROWS = 100_000 if given_mongodb() else 2_000
HASH = "$2b$12$" + "a" * 53


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.import_users", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="how many users (default: %(default)s)")
    parser.add_argument("--only", choices=DATABASES, help="one database (default: all)")
    options = parser.parse_args()
    rows: int = options.rows
    with (
        tempfile.TemporaryDirectory() as folder,
        _postgres_urls(options.only) as (one, two),
        _mongodb_urls(options.only) as (three, four),
    ):
        file = Path(folder, "users.jsonl")
        with file.open("w") as output:
            output.writelines(_line(number) for number in range(rows))
        databases: list[tuple[str, str, str]] = [
            ("sqlite", f"sqlite:///{folder}/one", f"sqlite:///{folder}/two"),
            ("postgresql", one, two),
            ("mongodb", three, four),
        ]
        databases = [database for database in databases if options.only in (None, database[0])]
        counts = {name: min(rows, MONGODB_ROWS) if name == "mongodb" else rows for name, _, _ in databases}
        imported = {name: _import(url, file, counts[name]) for name, url, _ in databases}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for name, url, bare_url in databases:
            insert_bare = _insert_bare_documents if name == "mongodb" else _insert_bare
            took, bare, count = imported[name], insert_bare(url, bare_url), counts[name]
            print(
                f"{name}: {count / took:,.0f} rows/s imported, {count / bare:,.0f} rows/s bare inserts,"
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
        for step in services.user_import.run(
            islice(read_rows(file, None, SourceSecrets()), rows), ImportOptions()
        )
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


def _insert_bare_documents(url: str, bare_url: str) -> float:
    """The same for MongoDB."""
    store = open_store(bare_url)
    store.ping()
    store.close()
    client: MongoClient[Document] = MongoClient(bare_url)
    source, target = client[mongodb_name(url)], client[mongodb_name(bare_url)]
    took = 0.0
    for table in TABLES:
        written = target.get_collection(table.name, write_concern=WRITTEN)
        documents = source[table.name].find()
        while chunk := list(islice(documents, ROWS_IN_A_COMMIT)):
            began = time.perf_counter()
            with client.start_session() as session, session.start_transaction():
                written.insert_many(chunk, session=session)
            took += time.perf_counter() - began
    client.close()
    return took


def _chunks(source: Engine, table: Table) -> Iterator[list[dict[str, object]]]:
    with source.connect().execution_options(yield_per=ROWS_IN_A_COMMIT) as connection:
        for rows in connection.execute(select(table)).partitions():
            yield [dict(row._mapping) for row in rows]  # noqa: SLF001 - public


@contextmanager
def _postgres_urls(only: str | None) -> Iterator[tuple[str, str]]:
    if only not in {None, "postgresql"}:
        yield "", ""
        return
    folder = ServiceFolder()
    postgres = Postgres(folder.path / "postgres")
    try:
        postgres.start_once()
        yield postgres.create_database("one"), postgres.create_database("two")
    finally:
        folder.close()


@contextmanager
def _mongodb_urls(only: str | None) -> Iterator[tuple[str, str]]:
    if only not in {None, "mongodb"}:
        yield "", ""
        return
    names = [f"import_{secrets.token_hex(8)}" for _ in range(2)]
    with open_mongodb() as mongodb:
        yield mongodb.url_of(names[0]), mongodb.url_of(names[1])
        for name in names:
            mongodb.drop(name)


if __name__ == "__main__":
    sys.exit(main())
