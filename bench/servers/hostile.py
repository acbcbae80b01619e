"""Requests that proxies and servers read differently: each must be refused, or read in the one safe way."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

_PATIENCE = 3.0
_LORIS_PATIENCE = 12.0
_BODY = b"12345"


@dataclass(frozen=True, slots=True)
class Reaction:
    """What came back."""

    status: int | None
    """None: no answer."""
    seen: dict[str, Any]
    """What the application says that it saw."""
    is_closed: bool

    def __str__(self) -> str:
        if self.status is None:
            return "closed" if self.is_closed else "waits"
        return str(self.status)


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request, and what of it is safe."""

    name: str
    sent: bytes
    is_safe: Callable[[Reaction], bool]
    patience: float = _PATIENCE


def try_all(port: int) -> Iterator[tuple[str, Reaction, bool]]:
    """Send everything to 127.0.0.1: name, what came back, and whether that is safe."""
    for hostile in HOSTILE:
        reaction = _send(port, hostile.sent, hostile.patience)
        yield hostile.name, reaction, hostile.is_safe(reaction)


def _is_refused(reaction: Reaction) -> bool:
    if reaction.status is None:
        return reaction.is_closed
    return 400 <= reaction.status < 600 and reaction.status != 500


def _is_our_proxys_word(reaction: Reaction) -> bool:
    return _is_refused(reaction) or reaction.seen.get("forwarded_for") == ["198.51.100.1"]


def _head(*lines: str, method: str = "GET", host: bool = True) -> bytes:
    hosts = ("Host: login.example",) if host else ()
    return "\r\n".join((f"{method} /seen HTTP/1.1", *hosts, *lines, "", "")).encode("latin-1")


HOSTILE = (
    Hostile(
        "X_Forwarded_For beside X-Forwarded-For",
        _head("X-Forwarded-For: 198.51.100.1", "X_Forwarded_For: 203.0.113.9"),
        _is_our_proxys_word,
    ),
    Hostile(
        "X_Forwarded_For before X-Forwarded-For",
        _head("X_Forwarded_For: 203.0.113.9", "X-Forwarded-For: 198.51.100.1"),
        _is_our_proxys_word,
    ),
    Hostile("two Host headers", _head("Host: evil.example"), _is_refused),
    Hostile("no Host header", _head(host=False), _is_refused),
    Hostile(
        "Content-Length with Transfer-Encoding",
        _head("Content-Length: 5", "Transfer-Encoding: chunked", method="POST") + b"0\r\n\r\n",
        _is_refused,
    ),
    Hostile(
        "two Content-Lengths",
        _head("Content-Length: 5", "Content-Length: 6", method="POST") + _BODY,
        _is_refused,
    ),
    Hostile("Content-Length with a sign", _head("Content-Length: +5", method="POST") + _BODY, _is_refused),
    Hostile(
        "chunk size that is no number",
        _head("Transfer-Encoding: chunked", method="POST") + b"0x5\r\n12345\r\n0\r\n\r\n",
        _is_refused,
    ),
    Hostile(
        "unknown transfer coding",
        _head("Transfer-Encoding: xchunked", method="POST") + b"0\r\n\r\n",
        _is_refused,
    ),
    Hostile("bare LF at line ends", _head().replace(b"\r\n", b"\n"), _is_refused),
    Hostile("folded header", _head("X-Note: one", " two"), _is_refused),
    Hostile("space before the colon", _head("X-Forwarded-For : 203.0.113.9"), _is_refused),
    Hostile("NUL in a header", _head("X-Note: a\0b"), _is_refused),
    Hostile("header of 60 KiB", _head("X-Note: " + "a" * 61_440), _is_refused),
    Hostile("1,000 headers", _head(*(f"X-{number}: a" for number in range(1000))), _is_refused),
    Hostile(
        "head that never ends",
        _head()[:-2],
        lambda reaction: reaction.is_closed,
        patience=_LORIS_PATIENCE,
    ),
)


def _send(port: int, sent: bytes, patience: float) -> Reaction:
    received, is_closed = b"", False
    deadline = monotonic() + patience
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        try:
            connection.sendall(sent)
            while (left := deadline - monotonic()) > 0 and not _is_whole(received):
                connection.settimeout(left)
                arrived = connection.recv(65536)
                if not arrived:
                    is_closed = True
                    break
                received += arrived
        except TimeoutError:
            pass
        except OSError:
            is_closed = True
    head, _, body = received.partition(b"\r\n\r\n")
    status = int(head[9:12]) if head[9:12].isdigit() else None
    try:
        seen = json.loads(body)
    except ValueError:
        seen = {}
    return Reaction(status, seen if isinstance(seen, dict) else {}, is_closed)


def _is_whole(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    _, found, after = head.lower().partition(b"content-length: ")
    return bool(end and found) and len(body) >= int(after.partition(b"\r\n")[0])
