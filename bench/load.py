"""Clients that ask, wait for the answer and ask again: `load(...)` runs them in a process of its own.

A closed loop over connections that are kept: no request waits in us, so what is measured is the server's.
"""

import json
import selectors
import socket
import subprocess
import sys
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter

_PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Load:
    """What clients saw."""

    per_second: float
    p50: float
    """Milliseconds."""
    p99: float
    """Milliseconds."""
    statuses: Mapping[str, int]
    """How often which status; `lost`: a connection that ended without an answer."""

    def expect_only_200(self, where: str) -> None:
        """Raises RuntimeError: what else was answered is not what was to be measured."""
        if set(self.statuses) != {"200"}:
            raise RuntimeError(f"{where}: {self.statuses}")


class LoadProcess:
    """Clients that run beside whoever started them; `result()` waits for their end."""

    def __init__(
        self,
        port: int,
        requests: Sequence[bytes],
        *,
        clients: int,
        seconds: float,
        successor: tuple[str, str] | None = None,
    ) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        order = {
            "port": port,
            "requests": [b64encode(each).decode() for each in requests],
            "clients": clients,
            "seconds": seconds,
            "successor": successor,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode())
        self._process.stdin.close()

    def result(self) -> Load:
        """What they saw. Raises CalledProcessError."""
        assert self._process.stdout is not None
        with self._process.stdout as answers:
            written = answers.read()
        if self._process.wait() != 0:
            raise subprocess.CalledProcessError(self._process.returncode, "bench.load")
        return Load(**json.loads(written))


def load(
    port: int,
    requests: Sequence[bytes],
    *,
    clients: int,
    seconds: float,
    successor: tuple[str, str] | None = None,
) -> Load:
    """Ask 127.0.0.1 for `seconds`; each client starts at another of `requests` and goes through all.

    successor: names of two members; what an answer has under the first is all that the client's next body
    has, under the second. The path stays.
    """
    return LoadProcess(port, requests, clients=clients, seconds=seconds, successor=successor).result()


def request(
    method: str, path: str, *, headers: Mapping[str, str] | None = None, body: object = None
) -> bytes:
    """One HTTP/1.1 request on a connection that is kept; a body that is bytes is a form."""
    is_form = isinstance(body, bytes)
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        media_type = "application/x-www-form-urlencoded" if is_form else "application/json"
        lines += [f"Content-Type: {media_type}", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


class _Client:
    def __init__(
        self, port: int, requests: Sequence[bytes], first: int, successor: tuple[str, str] | None
    ) -> None:
        self._port = port
        self._successor = successor
        self._requests = requests
        self._next = first
        self._socket: socket.socket | None = None
        self._received = b""
        self._began = 0.0

    def ask(self, waiting: selectors.BaseSelector) -> None:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(self._socket, selectors.EVENT_READ, self)
        self._received = b""
        self._began = perf_counter()
        try:
            self._socket.sendall(self._requests[self._next % len(self._requests)])
        except OSError:
            self.hang_up(waiting)
            self.ask(waiting)
        self._next += 1

    def read(self, waiting: selectors.BaseSelector) -> tuple[str, float] | None:
        """Status and seconds, or None while the answer is not whole."""
        assert self._socket is not None
        try:
            arrived = self._socket.recv(65536)
        except OSError:
            arrived = b""
        self._received += arrived
        status = _status_of_whole(self._received)
        if not arrived:
            self.hang_up(waiting)
            return status or "lost", perf_counter() - self._began
        if status is None:
            return None
        if self._successor is not None and status == "200":
            self._requests = [self._succeed(*self._successor)]
        if b"\r\nconnection: close" in self._received.partition(b"\r\n\r\n")[0].lower():
            self.hang_up(waiting)
        return status, perf_counter() - self._began

    def _succeed(self, answered: str, asked: str) -> bytes:
        path = self._requests[0].split(b" ", 2)[1].decode()
        # From brace to brace: it may have come in chunks.
        body = self._received.partition(b"\r\n\r\n")[2]
        answer = json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])
        return request("POST", path, body={asked: answer[answered]})

    def hang_up(self, waiting: selectors.BaseSelector) -> None:
        if self._socket is not None:
            waiting.unregister(self._socket)
            self._socket.close()
            self._socket = None


def _status_of_whole(received: bytes) -> str | None:
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return None
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        return head[9:12].decode() if body.endswith(b"0\r\n\r\n") else None
    _, found, after = lowered.partition(b"content-length: ")
    length = int(after.partition(b"\r\n")[0]) if found else 0
    return head[9:12].decode() if len(body) >= length else None


def _run(
    port: int,
    requests: Sequence[bytes],
    clients: int,
    seconds: float,
    successor: tuple[str, str] | None,
) -> Load:
    times: list[float] = []
    statuses: Counter[str] = Counter()
    with selectors.DefaultSelector() as waiting:
        everybody = [
            # With successors each client has a chain of its own.
            _Client(port, requests[first : first + 1] if successor else requests, first, successor)
            for first in range(clients)
        ]
        began = perf_counter()
        for client in everybody:
            client.ask(waiting)
        while perf_counter() < began + seconds:
            for key, _ in waiting.select(timeout=0.1):
                answer = key.data.read(waiting)
                if answer is not None:
                    statuses[answer[0]] += 1
                    times.append(answer[1])
                    key.data.ask(waiting)
        took = perf_counter() - began
        # What they still wait for must not burden whoever measures next.
        while waiting.get_map() and perf_counter() < began + seconds + _PATIENCE:
            for key, _ in waiting.select(timeout=0.1):
                if key.data.read(waiting) is not None:
                    key.data.hang_up(waiting)
        for client in everybody:
            client.hang_up(waiting)
    times.sort()
    return Load(len(times) / took, _quantile(times, 0.5), _quantile(times, 0.99), dict(statuses))


def _quantile(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 if ordered else 0.0


if __name__ == "__main__":
    given = json.load(sys.stdin)
    outcome = _run(
        given["port"],
        [b64decode(each) for each in given["requests"]],
        given["clients"],
        given["seconds"],
        given["successor"],
    )
    json.dump(asdict(outcome), sys.stdout)
