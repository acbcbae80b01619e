"""Wire: a network between two programs, on which faults happen when they are told to."""

import contextlib
import socket
from collections.abc import Callable
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

Dial = Callable[[], socket.socket]
"""Opens a connection to the other end."""

_CHUNK = 65_536


class Wire:
    """Listens on a loopback port and carries bytes to the other end and back.

    Dropped packets are not lost for good: they arrive once the wire is mended, as TCP would send them again.
    """

    def __init__(self, dial: Dial) -> None:
        self._dial = dial
        self._whole = Event()
        self._whole.set()
        self._is_cut = False
        self._delay = 0.0
        self._ended = Event()
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._whole.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._reset_all()

    def drop(self) -> None:
        """Carry nothing, and tell nobody: connections stay open, new ones open and hear nothing."""
        self._whole.clear()

    def delay(self, seconds: float) -> None:
        """Carry everything later, each way."""
        self._delay = seconds

    def cut(self) -> None:
        """Reset every connection, and every new one."""
        self._is_cut = True
        self._reset_all()

    def mend(self) -> None:
        """Carry everything at once again."""
        self._is_cut = False
        self._delay = 0.0
        self._whole.set()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._whole.wait()
        try:
            if self._is_cut:
                raise ConnectionResetError
            far = self._dial()
        except OSError:
            near.close()
            return
        with self._lock:
            self._open |= {near, far}
        back = Thread(target=self._carry, args=(far, near), daemon=True)
        back.start()
        self._carry(near, far)
        back.join()
        with self._lock:
            self._open -= {near, far}
        near.close()
        far.close()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                if self._delay:
                    self._ended.wait(self._delay)
                self._whole.wait()
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _reset_all(self) -> None:
        with self._lock:
            for end in self._open:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)


def dial_unix(path: str) -> Dial:
    """Connect to a socket in the file system."""

    def dial() -> socket.socket:
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(path)
        except OSError:
            far.close()
            raise
        return far

    return dial
