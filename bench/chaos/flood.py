"""Too many: silent connections, slow senders, logins, unknown keys, forged tokens, registrations."""

import contextlib
import resource
import socket
import time
from collections import Counter
from pathlib import Path

from bench.chaos import storm
from bench.chaos.finding import Finding
from bench.chaos.site import Trial, open_site

_LASTS_SECONDS = 12.0
_HALF_OPEN = 10_000
_SLOW_SENDERS = 500
_CLIENTS = 1_000
_SLOW_HEAD = b"POST /auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


def half_open_connections(folder: Path) -> Finding:
    """Connections that never say a word, opened anew when they are closed."""
    return _crowd(folder, f"{_HALF_OPEN:,} half-open connections", _HALF_OPEN, b"")


def slow_senders(folder: Path) -> Finding:
    """Slow-loris: heads of requests that come one byte at a time and never end."""
    return _crowd(folder, f"{_SLOW_SENDERS} slow senders (slow-loris)", _SLOW_SENDERS, _SLOW_HEAD)


def flood_logins(folder: Path) -> Finding:
    return _flood(folder, "a flood of logins", storm.a_login, {401, 503})


def flood_unknown_kids(folder: Path) -> Finding:
    return _flood(folder, "a flood of unknown `kid`s", storm.an_unknown_key, {401})


def flood_forged_tokens(folder: Path) -> Finding:
    return _flood(folder, "a flood of forged tokens", storm.a_forged_token, {401})


def flood_registrations(folder: Path) -> Finding:
    return _flood(folder, "a flood of registrations", storm.a_registration, {201, 503})


def _flood(folder: Path, name: str, write: storm.Write, expected: set[int]) -> Finding:
    with open_site(folder) as site:
        trial = Trial(f"{name}: {_CLIENTS:,} clients for {_LASTS_SECONDS:.0f} s", site)
        with trial.running():
            statuses = storm.storm(site.server.port, write, clients=_CLIENTS, seconds=_LASTS_SECONDS)
            trial.mended()
        finding = trial.finding
        finding.note(f"the flood was answered: {_told(statuses)}")
        unexpected = {status for status in statuses if status not in expected | {0}}
        finding.expect(not unexpected, f"the flood got {sorted(unexpected)}")
        with site.connect() as connection:
            row = connection.execute(
                "SELECT count(*) FROM daemun_users WHERE username LIKE 'flood-%'"
            ).fetchone()
        if row is not None and row[0] < statuses[201]:
            finding.lost.append(f"{statuses[201]} registrations told, {row[0]} stored")
    return finding


def _told(statuses: Counter[int]) -> str:
    return ", ".join(
        f"{number} without an answer" if status == 0 else f"{number} with {status}"
        for status, number in sorted(statuses.items())
    )


def _crowd(folder: Path, name: str, number: int, first: bytes) -> Finding:
    _allow_files(number + 2_000)
    with open_site(folder) as site:
        trial = Trial(f"{name} for {_LASTS_SECONDS:.0f} s", site)
        with trial.running():
            crowd = _Crowd(site.server.port, number, first)
            ends = time.monotonic() + _LASTS_SECONDS
            while time.monotonic() < ends:
                crowd.go_on()
                time.sleep(0.5)
            crowd.leave()
            trial.mended()
        trial.finding.note(f"connections opened: {crowd.opened:,}")
    return trial.finding


class _Crowd:
    """Connections that are kept open, and opened anew."""

    def __init__(self, port: int, number: int, first: bytes) -> None:
        self._port = port
        self._first = first
        self._number = number
        self._open: list[socket.socket] = []
        self.opened = 0

    def go_on(self) -> None:
        """Send one more byte on each, and replace those that were closed; for two seconds at most."""
        self._open = [each for each in self._open if self._is_open(each)]
        ends = time.monotonic() + 2
        while len(self._open) < self._number and time.monotonic() < ends:
            each = socket.socket()
            each.settimeout(0)
            each.connect_ex(("127.0.0.1", self._port))
            self._open.append(each)
            self.opened += 1
            if len(self._open) % 100 == 0:
                time.sleep(0.002)

    def leave(self) -> None:
        for each in self._open:
            each.close()

    def _is_open(self, each: socket.socket) -> bool:
        try:
            if self._first:
                sent = each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                each.send(b"x" if sent else self._first)
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with contextlib.suppress(BlockingIOError):
                if each.recv(1) == b"":
                    raise ConnectionResetError
        except BlockingIOError:
            return True
        except OSError:
            each.close()
            return False
        return True


def _allow_files(number: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(number, hard)), hard))
