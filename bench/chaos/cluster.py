"""Cluster: two PostgreSQL under Patroni, with etcd and HAProxy, as Debian packages them."""

import contextlib
import json
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from bench.chaos import debian

_NODES = ("first", "second")
_START_SECONDS = 60.0
# The shortest that Patroni allows: how long a primary may be silent before another takes over.
_TTL_SECONDS = 20


def why_not() -> str | None:
    """Why no cluster can run here; None: it can."""
    reasons = [
        debian.need("patroni", "etcd-server", "haproxy", "postgresql", found=name)
        for name in ("patroni", "etcd", "haproxy")
    ]
    if _postgresql_programs() is None:
        reasons.append("PostgreSQL of Debian is missing: install postgresql")
    return next((reason for reason in reasons if reason is not None), None)


@dataclass(slots=True)
class Cluster:
    """Runs in the block; `port` leads to whichever node is primary."""

    folder: Path
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _ports: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True)
        names = ["etcd", "etcd-peer", "haproxy"]
        names += [f"{node}-{kind}" for node in _NODES for kind in ("postgresql", "patroni")]
        self._ports = dict(zip(names, _free_ports(len(names)), strict=True))
        user = _user()
        if user is not None:
            os.chown(self.folder, user, -1)
        try:
            self._start_etcd()
            self._start_node(_NODES[0])
            _wait(lambda: self.primary() == _NODES[0], "no primary")
            self._start_node(_NODES[1])
            self._start_haproxy()
            _wait(lambda: self._synchronous() is not None, "no synchronous replica")
            _wait(self._answers, "no way through HAProxy")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def port(self) -> int:
        """Of HAProxy."""
        return self._ports["haproxy"]

    def connect(self) -> psycopg.Connection:
        """To the primary, through HAProxy."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname="postgres",
            user="postgres",
            autocommit=True,
            connect_timeout=3,
        )

    def primary(self) -> str | None:
        """The node that is primary by its own word; None: neither."""
        return next((node for node in _NODES if self._asked(node, "primary")), None)

    def kill_node(self, node: str) -> None:
        """End Patroni and PostgreSQL of a node at once, as the loss of its machine does."""
        main = int((self.folder / node / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        patroni = self._processes.pop(node)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(patroni.pid, signal.SIGKILL)
        for process in (main, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        patroni.wait()

    def _synchronous(self) -> str | None:
        return next((node for node in _NODES if self._asked(node, "synchronous")), None)

    def _asked(self, node: str, role: str) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self._ports[f'{node}-patroni']}/{role}", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _start_etcd(self) -> None:
        clients = f"http://127.0.0.1:{self._ports['etcd']}"
        peers = f"http://127.0.0.1:{self._ports['etcd-peer']}"
        self._run(
            "etcd",
            *(debian.program("etcd"), "--name", "only", "--data-dir", str(self.folder / "etcd")),
            *("--listen-client-urls", clients, "--advertise-client-urls", clients),
            *("--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers),
            *("--initial-cluster", f"only={peers}", "--unsafe-no-fsync"),
        )
        _wait(lambda: _is_open(self._ports["etcd"]), "no etcd")

    def _start_node(self, node: str) -> None:
        file = self.folder / f"{node}.json"
        # JSON is YAML.
        file.write_text(json.dumps(self._node_settings(node)))
        self._run(node, debian.program("patroni"), str(file))

    def _node_settings(self, node: str) -> Mapping[str, object]:
        timing = {"ttl": _TTL_SECONDS, "loop_wait": 2, "retry_timeout": 5, "synchronous_mode": True}
        authentication = {
            "superuser": {"username": "postgres", "password": "of-this-run"},
            "replication": {"username": "replicator", "password": "of-this-run"},
        }
        rules = ["local all all trust", "host all all 127.0.0.1/32 trust"]
        rules.append("host replication all 127.0.0.1/32 trust")
        patroni, own = self._ports[f"{node}-patroni"], self._ports[f"{node}-postgresql"]
        return {
            "scope": "chaos",
            "name": node,
            "restapi": {"listen": f"127.0.0.1:{patroni}", "connect_address": f"127.0.0.1:{patroni}"},
            "etcd3": {"host": f"127.0.0.1:{self._ports['etcd']}"},
            "bootstrap": {
                "dcs": {**timing, "maximum_lag_on_failover": 0, "postgresql": {"use_slots": True}},
                "initdb": ["data-checksums", {"encoding": "UTF8"}, {"locale": "C"}],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{own}",
                "connect_address": f"127.0.0.1:{own}",
                "data_dir": str(self.folder / node),
                "bin_dir": str(_postgresql_programs()),
                "pgpass": str(self.folder / f"{node}.pgpass"),
                "authentication": authentication,
                "pg_hba": rules,
                "parameters": {
                    "unix_socket_directories": str(self.folder),
                    "shared_buffers": "64MB",
                    "max_connections": 60,
                },
            },
        }

    def _start_haproxy(self) -> None:
        servers = [
            f"  server {node} 127.0.0.1:{self._ports[f'{node}-postgresql']}"
            f" check port {self._ports[f'{node}-patroni']}"
            for node in _NODES
        ]
        file = self.folder / "haproxy.cfg"
        file.write_text(
            "\n".join(
                (
                    "defaults",
                    "  mode tcp",
                    "  timeout connect 1s\n  timeout client 1h\n  timeout server 1h\n  timeout check 1s",
                    f"listen primary\n  bind 127.0.0.1:{self.port}",
                    "  option httpchk OPTIONS /primary\n  http-check expect status 200",
                    "  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions",
                    *servers,
                    "",
                )
            )
        )
        self._run("haproxy", debian.program("haproxy"), "-db", "-f", str(file))

    def _run(self, name: str, *command: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command,
                cwd=self.folder,
                env={"LC_ALL": "C", "PATH": os.defpath, "HOME": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=_user(),
            )

    def _end(self) -> None:
        for node in _NODES:
            if node in self._processes and (self.folder / node / "postmaster.pid").exists():
                self.kill_node(node)
        for process in self._processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._processes.clear()


def _postgresql_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return found[-1].parent if found else None


def _user() -> int | None:
    """PostgreSQL refuses to run as root."""
    return pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None


def _free_ports(number: int) -> list[int]:
    keepers = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports: list[int] = [keeper.getsockname()[1] for keeper in keepers]
    for keeper in keepers:
        keeper.close()
    return ports


def _is_open(port: int) -> bool:
    with socket.socket() as each:
        return each.connect_ex(("127.0.0.1", port)) == 0


def _wait(is_so: Callable[[], object], otherwise: str) -> None:
    ends = time.monotonic() + _START_SECONDS
    while not is_so():
        if time.monotonic() > ends:
            raise TimeoutError(otherwise)
        time.sleep(0.2)
