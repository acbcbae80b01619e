"""Site: `daemun serve` with two workers, a PostgreSQL that keeps its word, and a Valkey, behind wires."""

import os
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg

from bench.chaos.finding import Finding
from bench.chaos.ledger import find_lost
from bench.chaos.load import GRACE_SECONDS, Load, wait_for
from bench.chaos.serve import CLOCK_OFFSET
from tests.server_process import DaemunServe
from tests.services.postgres import Postgres
from tests.services.valkey import Valkey
from tests.services.wire import Wire, dial_unix

RECOVERY_SECONDS = 30.0
WARM_UP_SECONDS = 2.0


class DurablePostgres(Postgres):
    """What it acknowledges survives: the settings that tests give up for speed are on."""

    settings: Mapping[str, str] = {
        "listen_addresses": "",
        "max_connections": "100",
        "shared_buffers": "64MB",
        "fsync": "on",
        "synchronous_commit": "on",
    }


class ChaosServer(DaemunServe):
    """`daemun serve`, on a clock that may be told to be wrong."""

    def _command(self) -> list[str]:
        return ["bench.chaos.serve" if part == "tests.serve" else part for part in super()._command()]


@dataclass(slots=True)
class Site:
    server: DaemunServe
    postgres: DurablePostgres
    valkey: Valkey
    database_wire: Wire
    valkey_wire: Wire
    database: str

    def connect(self) -> psycopg.Connection:
        """Past the wire."""
        return self.postgres.connect(self.database)


@contextmanager
def open_site(
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    tablespace: str | None = None,
    clock_offset: Path | None = None,
) -> Iterator[Site]:
    """Start everything in a folder of its own, and end it.

    tablespace: a folder for PostgreSQL's tables. clock_offset: a file of seconds that the clock is ahead.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    postgres, valkey = DurablePostgres(folder / "postgres"), Valkey(folder / "valkey")
    try:
        postgres.start()
        valkey.start()
        name = f"chaos_{uuid.uuid4().hex[:8]}"
        with postgres.connect() as connection:
            place = ""
            if tablespace is not None:
                connection.execute(f"CREATE TABLESPACE small LOCATION '{tablespace}'".encode())
                place = " TABLESPACE small"
            connection.execute(f"CREATE DATABASE {name}{place}".encode())
        with (
            Wire(dial_unix(str(postgres.folder / ".s.PGSQL.5432"))) as database_wire,
            Wire(dial_unix(str(valkey.folder / "valkey.sock"))) as valkey_wire,
            ChaosServer(
                folder / "server",
                database_url=f"postgresql://postgres@127.0.0.1:{database_wire.port}/{name}?sslmode=disable",
                environment={
                    "DAEMUN_REDIS_URL": f"redis://127.0.0.1:{valkey_wire.port}/0",
                    "DAEMUN_SESSIONS_REFRESH_GRACE": str(GRACE_SECONDS),
                    **({CLOCK_OFFSET: str(clock_offset)} if clock_offset else {}),
                    **(environment or {}),
                },
            ) as server,
        ):
            yield Site(server, postgres, valkey, database_wire, valkey_wire, name)
    finally:
        for each in (postgres, valkey):
            if each.pid_file.exists():
                each.kill()


class Target(Protocol):
    """What a trial needs of a site."""

    @property
    def server(self) -> DaemunServe: ...

    def connect(self) -> psycopg.Connection:
        """Past every fault, to what is stored."""


class Trial:
    """One fault under load, from the warm-up to the verdict."""

    def __init__(self, name: str, site: Target) -> None:
        self.finding = Finding(name)
        self._site = site
        self._began = self._mended = time.monotonic()
        self.load = Load(site.server)

    @contextmanager
    def running(self) -> Iterator[Load]:
        """Load is running in the block; the fault happens there, and `mended` is called in it."""
        main = self._site.server.process_id
        with self.load:
            time.sleep(WARM_UP_SECONDS)
            self._began = time.monotonic()
            yield self.load
        if self._site.server.process_id != main:
            self.finding.note("server started anew by us: it was killed as a whole")
        self._judge()

    def mended(self) -> None:
        """The fault is over from now on: measure how long until everything is done again."""
        mended_at = time.monotonic()
        self._mended = mended_at
        wait_for(lambda: self.load.recovered_after(mended_at) is not None, RECOVERY_SECONDS)
        self.finding.recovery = self.load.recovered_after(mended_at)
        # What only begins to go wrong afterwards is seen, too.
        time.sleep(1)

    def _judge(self) -> None:
        ledger = self.load.ledger
        self.finding.acknowledged = ledger.acknowledged()
        self.finding.refused, self.finding.unanswered = ledger.refused, ledger.unanswered
        self.finding.wrong += ledger.wrong
        self.finding.slowest = self.load.slowest(self._began, self._mended)
        self.finding.slowest_live = self.load.slowest(self._began, self._mended, kind="live")
        with self._site.connect() as connection:
            self.finding.lost = find_lost(ledger, connection)


def have_root() -> bool:
    return os.geteuid() == 0
