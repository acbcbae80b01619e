"""Silent connections and slow senders hold no thread: everybody else is answered at once."""

import socket
import time
from contextlib import ExitStack
from pathlib import Path

from tests.server_process import DaemunServe

SENDERS = 200
SOON = 2.0


def test_slow_heads_slow_bodies_and_silence_stop_nobody(tmp_path: Path) -> None:
    beginnings = (
        b"",
        b"GET /open HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        b"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\n{",
    )
    with DaemunServe(tmp_path / "server") as server, ExitStack() as open_ones:
        senders = [
            open_ones.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            for _ in range(SENDERS)
        ]
        for number, sender in enumerate(senders):
            sender.sendall(beginnings[number % 3])

        started = time.monotonic()
        for _ in range(10):
            assert server.get("/open").status == 200
        assert time.monotonic() - started < SOON

        senders[1].sendall(b"x\r\nConnection: close\r\n\r\n")
        assert senders[1].recv(100).startswith(b"HTTP/1.1 200 ")
