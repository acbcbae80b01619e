"""Logins over HTTP, as a part of what all cores hash at the same cost and do nothing else."""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from argon2.low_level import Type, hash_secret_raw

from bench.load import load, request
from bench.row import Row, Side, interleaved
from bench.served import PASSWORD
from daemun.features.passwords.settings import PasswordSettings
from tests.server_process import DaemunServe

USERS = 256
_ROUNDS = 5
_SECONDS = 4.0


def measure() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, DaemunServe(Path(folder)) as server:
        logins = register(server)
        seen = interleaved({"limit": hash_on_all_cores, **_sides(server, logins)}, _ROUNDS)
    for clients in (8, 64):
        yield Row(
            f"login, {clients} clients",
            f"Argon2id on all cores, {seen['limit']:.1f}/s",
            f"{seen[f'{clients}']:.1f}/s",
            seen[f"{clients}"] / seen["limit"],
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


def _sides(server: DaemunServe, logins: list[bytes]) -> dict[str, Side]:
    def of(clients: int) -> Side:
        def side() -> float:
            seen = load(server.port, logins, clients=clients, seconds=_SECONDS)
            seen.expect_only_200(f"{clients} clients")
            return seen.per_second

        return side

    return {str(clients): of(clients) for clients in (8, 64)}


def hash_on_all_cores() -> float:
    """Hashes per second, at the cost of the settings."""
    settings = PasswordSettings()
    cores = len(os.sched_getaffinity(0))

    def hash_for_a_while(_core: int) -> int:
        done = 0
        while perf_counter() < began + _SECONDS:
            hash_secret_raw(
                PASSWORD.encode(),
                os.urandom(16),
                time_cost=settings.hash_passes,
                memory_cost=settings.hash_memory,
                parallelism=settings.hash_lanes,
                hash_len=32,
                type=Type.ID,
            )
            done += 1
        return done

    began = perf_counter()
    with ThreadPoolExecutor(cores) as pool:
        done = sum(pool.map(hash_for_a_while, range(cores)))
    return done / (perf_counter() - began)
