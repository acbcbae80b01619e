"""What no login server can do better: one Argon2id for each request, on every core, and nothing else.

`python -m bench.hash_server` prints its port, and answers on 127.0.0.1 until its standard input ends.
"""

import os
import selectors
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue

from argon2.low_level import Type, hash_secret_raw

from bench.served import PASSWORD
from daemun.features.passwords.settings import PasswordSettings

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def open_hash_server() -> Iterator[int]:
    """Run it in a process of its own; gives its port."""
    command = [sys.executable, "-m", "bench.hash_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.stdin.close()


def _hash(settings: PasswordSettings) -> None:
    hash_secret_raw(
        PASSWORD.encode(),
        os.urandom(16),
        time_cost=settings.hash_passes,
        memory_cost=settings.hash_memory,
        parallelism=settings.hash_lanes,
        hash_len=32,
        type=Type.ID,
    )


def main() -> None:
    asked = SimpleQueue[socket.socket]()
    for _ in os.sched_getaffinity(0):
        threading.Thread(target=_answer, args=(asked,), daemon=True).start()
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    print(listener.getsockname()[1], flush=True)
    with selectors.DefaultSelector() as waiting:
        waiting.register(listener, selectors.EVENT_READ)
        waiting.register(sys.stdin, selectors.EVENT_READ)
        while True:
            for key, _ in waiting.select():
                if key.fileobj is sys.stdin:
                    return
                if key.fileobj is listener:
                    waiting.register(listener.accept()[0], selectors.EVENT_READ)
                elif isinstance(key.fileobj, socket.socket):
                    _read(key.fileobj, asked, waiting)


def _read(
    client: socket.socket, asked: "SimpleQueue[socket.socket]", waiting: selectors.BaseSelector
) -> None:
    # So short that it comes in one piece.
    if client.recv(65_536):
        asked.put(client)
    else:
        waiting.unregister(client)
        client.close()


def _answer(asked: "SimpleQueue[socket.socket]") -> None:
    settings = PasswordSettings()
    while True:
        client = asked.get()
        _hash(settings)
        with suppress(OSError):
            client.sendall(_ANSWER)


if __name__ == "__main__":
    main()
