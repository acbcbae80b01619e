"""Refreshing on PostgreSQL: CPU beside a bare view, and how many beside the bare update in the database."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.database import MeasuredPostgres, open_postgres
from bench.load import load, request
from bench.processes import cpu_seconds
from bench.row import Row, interleaved
from bench.served import PASSWORD, PEERS_PYTHON, Served
from tests.server_process import DaemunServe, ServerProcess

_CLIENTS = 16
_ROUNDS = 5
_SECONDS = 3.0
_BARE_UPDATE = """\\set number random(1, 10000)
UPDATE bare_sessions SET generation = generation + 1, refreshed_at = now()
    WHERE id = 'session-' || :number AND generation >= 0 AND revoked_at IS NULL;
"""


def measure() -> Iterator[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = stack.enter_context(open_postgres())
        postgres.create_database("peer")
        bare = stack.enter_context(Served(folder / "bare", "bench.served_by_flask:make_bare"))
        daemun = stack.enter_context(
            DaemunServe(folder / "daemun", database_url=postgres.create_database("daemun"))
        )
        update = _prepare_bare_update(postgres, folder)
        asked = {
            "bare": _Asked(bare, lambda: [request("GET", "/open")] * _CLIENTS),
            "daemun": _Asked(daemun, lambda: _open_sessions(daemun), ("refresh_token", "refresh_token")),
        }
        if PEERS_PYTHON.exists():
            peer = stack.enter_context(_serve_simplejwt(folder, postgres))
            successor = ("refresh", "refresh")
            asked["simplejwt"] = _Asked(peer, lambda: _open_peer_sessions(peer), successor)
        sides = {"limit": update, **{name: each.per_second for name, each in asked.items()}}
        rates = interleaved(sides, _ROUNDS)
    cpu = {name: sorted(each.cpu)[_ROUNDS // 2] for name, each in asked.items()}
    peers = asked.keys() - {"bare", "daemun"}
    yield Row(
        "CPU of one refresh, PostgreSQL",
        f"a bare view in Flask, {cpu['bare'] * 1e6:.0f} µs",
        f"{cpu['daemun'] * 1e6:,.0f} µs",
        cpu["daemun"] / cpu["bare"],
        4,
        is_at_most=True,
        peers={name: f"{cpu[name] / cpu['bare']:.0f}" for name in peers},
    )
    yield Row(
        f"refreshes, {_CLIENTS} clients, PostgreSQL",
        f"pgbench, the update alone, {rates['limit']:,.0f}/s",
        f"{rates['daemun']:,.0f}/s",
        rates["daemun"] / rates["limit"],
        0.18,
        peers={name: f"{rates[name] / rates['limit']:.3f}" for name in peers},
    )


class _Asked:
    """A server that is asked again and again; it keeps what one answer cost."""

    def __init__(
        self,
        server: ServerProcess,
        begin: Callable[[], Sequence[bytes]],
        successor: tuple[str, str] | None = None,
    ) -> None:
        self._server = server
        self._begin = begin
        self._successor = successor
        self.cpu: list[float] = []

    def per_second(self) -> float:
        first = self._begin()
        used = cpu_seconds(self._server)
        seen = load(self._server.port, first, clients=_CLIENTS, seconds=_SECONDS, successor=self._successor)
        seen.expect_only_200("refreshes")
        self.cpu.append((cpu_seconds(self._server) - used) / seen.statuses["200"])
        return seen.per_second


def _open_sessions(server: ServerProcess) -> list[bytes]:
    first = []
    for number in range(_CLIENTS):
        known = {"username": f"person{number}", "password": PASSWORD}
        answer = server.post("/auth/login", known)
        if answer.status == 401:
            server.post("/auth/register", known)
            answer = server.post("/auth/login", known)
        body = {"refresh_token": answer.body["refresh_token"]}
        first.append(request("POST", "/auth/refresh", body=body))
    return first


def _open_peer_sessions(server: ServerProcess) -> list[bytes]:
    return [
        request("POST", "/refresh", body={"refresh": server.get("/token").body["token"]})
        for _ in range(_CLIENTS)
    ]


def _serve_simplejwt(folder: Path, postgres: MeasuredPostgres) -> Served:
    settings = {"BENCH_POSTGRES_FOLDER": str(postgres.folder), "BENCH_POSTGRES_DATABASE": "peer"}
    return Served(folder / "peer", "bench.peers.simplejwt:make", workers=2, **settings)


def _prepare_bare_update(postgres: MeasuredPostgres, folder: Path) -> Callable[[], float]:
    """Updates per second, by PostgreSQL's own program, of rows in a copy of our table."""
    with postgres.connect("daemun") as connection:
        connection.execute("CREATE TABLE bare_sessions (LIKE daemun_sessions INCLUDING ALL)")
        connection.execute(
            "INSERT INTO bare_sessions SELECT 'session-' || n, NULL, '\\x00', 0, now(), now(), 'pwd', '',"
            " now(), now(), 0, now(), now(), NULL, '', NULL FROM generate_series(1, 10000) n"
        )
    script = folder / "update.sql"
    script.write_text(_BARE_UPDATE)
    command = [
        *(str(postgres.programs / "pgbench"), "--host", str(postgres.folder), "--username", "postgres"),
        *("--no-vacuum", "--protocol", "prepared", "--file", str(script), "--client", str(_CLIENTS)),
        *("--jobs", str(len(os.sched_getaffinity(0))), "--time", str(round(_SECONDS)), "daemun"),
    ]

    def side() -> float:
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        [line] = [line for line in told.splitlines() if line.startswith("tps = ")]
        return float(line.split()[2])

    return side
