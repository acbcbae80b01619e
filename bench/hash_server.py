"""What no login server can do better: one Argon2id for each request, on every core, and nothing else.

`python -m bench.hash_server libsodium` prints its port, and answers on 127.0.0.1 until its input ends.
"""

import os
import selectors
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Final

from argon2 import PasswordHasher

from bench.served import PASSWORD
from daemun.features.passwords.argon2id import Argon2id
from daemun.features.passwords.settings import PasswordSettings

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def _by_argon2_cffi(settings: PasswordSettings) -> Callable[[bytes], str]:
    return PasswordHasher(settings.hash_passes, settings.hash_memory, settings.hash_lanes).hash


LIBRARIES: Final[Mapping[str, Callable[[PasswordSettings], Callable[[bytes], str]]]] = {
    "libsodium": lambda settings: Argon2id(settings).hash,
    "argon2-cffi": _by_argon2_cffi,
}
"""What Daemun hashes with, and what most servers in Python do."""


@contextmanager
def open_hash_server(library: str = "libsodium") -> Iterator[int]:
    """Run it in a process of its own; gives its port."""
    command = [sys.executable, "-m", "bench.hash_server", library]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.stdin.close()


def main() -> None:
    asked = SimpleQueue[socket.socket]()
    hash_password = LIBRARIES[sys.argv[1]](PasswordSettings())
    for _ in os.sched_getaffinity(0):
        threading.Thread(target=_answer, args=(asked, hash_password), daemon=True).start()
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


def _answer(asked: "SimpleQueue[socket.socket]", hash_password: Callable[[bytes], str]) -> None:
    while True:
        client = asked.get()
        hash_password(PASSWORD.encode())
        with suppress(OSError):
            client.sendall(_ANSWER)


if __name__ == "__main__":
    main()
