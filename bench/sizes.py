"""How large a user, a session and a line of the audit trail are in PostgreSQL, and what a hash costs."""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from bench.crowd import open_crowd
from bench.hash_server import open_hash_server
from bench.load import load, request

TABLES = ("daemun_users", "daemun_passwords", "daemun_sessions", "daemun_audit_events")


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes for each row."""

    table: str
    rows: float
    indexes: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.sizes", description=__doc__)
    parser.add_argument(
        "--users", type=int, nargs="+", default=[100_000, 1_000_000], help="one after the other"
    )
    counts: list[int] = parser.parse_args().users
    for users, sizes in measure(counts):
        print(f"| of {users:,} users, bytes each | row | indexes | together |\n| --- | --- | --- | --- |")
        for size in sizes:
            print(
                f"| `{size.table}` | {size.rows:.0f} | {size.indexes:.0f} | {size.rows + size.indexes:.0f} |"
            )
        print(f"| a user with one of each | | | {sum(each.rows + each.indexes for each in sizes):,.0f} |\n")
    with open_hash_server() as port:
        clients = 4 * len(os.sched_getaffinity(0))
        hashed = load(port, [request("GET", "/")], clients=clients, seconds=4)
        hashed.expect_only_200("hashes")
    print(f"{hashed.per_second:.0f} password hashes a second on all cores")
    return 0


def measure(counts: list[int]) -> Iterator[tuple[int, list[Size]]]:
    """Fill up to each of these numbers of users, and look."""
    with open_crowd() as crowd:
        for users in counts:
            crowd.grow(users)
            yield users, [_size(crowd.connection, table, users) for table in TABLES]


def _size(connection: psycopg.Connection, table: str, rows: int) -> Size:
    found = connection.execute("SELECT pg_table_size(%s), pg_indexes_size(%s)", [table, table]).fetchone()
    assert found is not None
    return Size(table, found[0] / rows, found[1] / rows)


if __name__ == "__main__":
    raise SystemExit(main())
