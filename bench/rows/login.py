"""Logins over HTTP, as a part of what all cores hash for the same clients and do nothing else."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from bench.hash_server import open_hash_server
from bench.load import load, request
from bench.row import Row, Side, interleaved
from bench.served import BETTER_AUTH, PASSWORD, PEERS_PYTHON, Served, ServedByNode, ServedByUvicorn
from tests.server_process import DaemunServe, ServerProcess

USERS = 256
_CLIENTS = (8, 64)
_ROUNDS = 5
_SECONDS = 4.0
ARGON2_CFFI: Final = "argon2-cffi alone"
"""Argon2id and nothing else, too, by the library that most others in Python hash with."""
_ADDRESSES: Final = [f"person{number}@example.kr" for number in range(USERS)]


def measure() -> Iterator[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(DaemunServe(folder / "daemun"))
        logins = register(server)
        asked = {"limit": (stack.enter_context(open_hash_server()), logins), "daemun": (server.port, logins)}
        asked[ARGON2_CFFI] = stack.enter_context(open_hash_server("argon2-cffi")), logins
        peers = _peers(folder)
        for name, (peer, peer_logins) in peers.items():
            asked[name] = (stack.enter_context(peer).port, peer_logins)
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
            f"Argon2id alone for the same clients, by libsodium, {limit:.1f}/s",
            f"{daemun:.1f}/s",
            daemun / limit,
            0.90,
            peers={name: f"{seen[f'{name} {clients}'] / limit:.2f}" for name in (ARGON2_CFFI, *peers)},
        )


def register(server: DaemunServe) -> list[bytes]:
    """Give logins of as many users; one alone would be slowed down as if it were attacked."""
    names = [f"person{number}" for number in range(USERS)]
    for name in names:
        answer = server.post("/auth/register", {"username": name, "password": PASSWORD})
        if answer.status != 201:
            raise RuntimeError(answer.text)
    return [request("POST", "/auth/login", body={"username": name, "password": PASSWORD}) for name in names]


def _peers(folder: Path) -> Mapping[str, tuple[ServerProcess, list[bytes]]]:
    """Others with as many users and our cost of a hash; none counts tries or keeps a trail."""
    peers: dict[str, tuple[ServerProcess, list[bytes]]] = {}
    if PEERS_PYTHON.exists():
        # Its token names a session that nobody could end.
        security = Served(folder / "security", "bench.peers.flask_security_app:make", workers=2)
        peers["Flask-Security"] = security, _logins_by_email("/login?include_auth_token")
        # A JWT that cannot be taken back, so it writes nothing.
        users = ServedByUvicorn(folder / "fastapi", "bench.peers.fastapi_users_app:make", workers=2)
        forms = [urlencode({"username": address, "password": PASSWORD}).encode() for address in _ADDRESSES]
        peers["fastapi-users"] = users, [request("POST", "/login", body=form) for form in forms]
    if (BETTER_AUTH / "node_modules").exists():
        better_auth = ServedByNode(folder / "better-auth", "server.js", workers=2)
        peers["better-auth"] = better_auth, _logins_by_email("/api/auth/sign-in/email")
    return peers


def _logins_by_email(path: str) -> list[bytes]:
    bodies = [{"email": address, "password": PASSWORD} for address in _ADDRESSES]
    return [request("POST", path, body=body) for body in bodies]


def _side(port: int, logins: list[bytes], clients: int) -> Side:
    def side() -> float:
        seen = load(port, logins, clients=clients, seconds=_SECONDS)
        seen.expect_only_200(f"{clients} clients")
        return seen.per_second

    return side
