"""Logins over HTTP, as a part of what all cores hash for the same clients and do nothing else."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.hash_server import open_hash_server
from bench.load import load, request
from bench.row import Row, Side, interleaved
from bench.served import PASSWORD, PEERS_PYTHON, Served
from tests.server_process import DaemunServe

USERS = 256
_CLIENTS = (8, 64)
_ROUNDS = 5
_SECONDS = 4.0


def measure() -> Iterator[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        hashing = stack.enter_context(open_hash_server())
        server = stack.enter_context(DaemunServe(folder / "daemun"))
        asked = {"limit": (hashing, (logins := register(server))), "daemun": (server.port, logins)}
        if PEERS_PYTHON.exists():
            application = "bench.peers.flask_security_app:make"
            peer = stack.enter_context(Served(folder / "security", application, workers=2))
            asked["Flask-Security"] = (peer.port, _logins_of_peer())
        sides = {
            f"{name} {clients}": _side(port, requests, clients)
            for clients in _CLIENTS
            for name, (port, requests) in asked.items()
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
            peers={
                name: f"{seen[f'{name} {clients}'] / limit:.2f}"
                for name in asked.keys() - {"limit", "daemun"}
            },
        )


def register(server: DaemunServe) -> list[bytes]:
    """Give logins of as many users; one alone would be slowed down as if it were attacked."""
    names = [f"person{number}" for number in range(USERS)]
    for name in names:
        answer = server.post("/auth/register", {"username": name, "password": PASSWORD})
        if answer.status != 201:
            raise RuntimeError(answer.text)
    return [request("POST", "/auth/login", body={"username": name, "password": PASSWORD}) for name in names]


def _logins_of_peer() -> list[bytes]:
    """As many users; it counts no tries, opens no session that could be ended, and keeps no trail."""
    return [
        request(
            "POST",
            "/login?include_auth_token",
            body={"email": f"person{number}@example.kr", "password": PASSWORD},
        )
        for number in range(USERS)
    ]


def _side(port: int, logins: list[bytes], clients: int) -> Side:
    def side() -> float:
        seen = load(port, logins, clients=clients, seconds=_SECONDS)
        seen.expect_only_200(f"{clients} clients")
        return seen.per_second

    return side
