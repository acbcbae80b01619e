"""Logins over HTTP, as a part of what all cores hash for the same clients and do nothing else."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.hash_server import open_hash_server
from bench.load import load, request
from bench.row import Row, Side, interleaved
from bench.served import PASSWORD
from tests.server_process import DaemunServe

USERS = 256
_CLIENTS = (8, 64)
_ROUNDS = 5
_SECONDS = 4.0


def measure() -> Iterator[Row]:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_hash_server() as hashing,
        DaemunServe(Path(folder)) as server,
    ):
        logins = register(server)
        sides = {
            f"{name} {clients}": _side(port, logins, clients)
            for clients in _CLIENTS
            for name, port in (("limit", hashing), ("daemun", server.port))
        }
        seen = interleaved(sides, _ROUNDS)
    for clients in _CLIENTS:
        limit, daemun = seen[f"limit {clients}"], seen[f"daemun {clients}"]
        yield Row(
            f"login, {clients} clients",
            f"Argon2id alone for the same clients, {limit:.1f}/s",
            f"{daemun:.1f}/s",
            daemun / limit,
            0.90,
        )


def register(server: DaemunServe) -> list[bytes]:
    """Give logins of as many users; one alone would be slowed down as if it were attacked."""
    names = [f"person{number}" for number in range(USERS)]
    for name in names:
        answer = server.post("/auth/register", {"username": name, "password": PASSWORD})
        if answer.status != 201:
            raise RuntimeError(answer.text)
    return [request("POST", "/auth/login", body={"username": name, "password": PASSWORD}) for name in names]


def _side(port: int, logins: list[bytes], clients: int) -> Side:
    def side() -> float:
        seen = load(port, logins, clients=clients, seconds=_SECONDS)
        seen.expect_only_200(f"{clients} clients")
        return seen.per_second

    return side
