"""The worker process: gunicorn's threaded worker, with time limits and without its own request logs."""

import errno
import json
import os
import selectors
import signal
import socket
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from threading import Lock
from time import monotonic
from types import FrameType
from typing import Final

from gunicorn import util
from gunicorn.http import errors
from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

from daemun.server.arrival import has_arrived
from daemun.server.health import readiness_of

_HEAD_SECONDS: Final = 8.0
"""How long the head of a request may take, so that slow clients cannot occupy every thread."""
_CLOSE_SECONDS: Final = 3.0
"""How long a request may keep running after its connection was closed."""
_RETIRE_SECONDS: Final = 3
"""How long other requests may take once one of them is stuck."""

HELD_BACK: Final = frozenset({signal.SIGTERM, signal.SIGQUIT, signal.SIGINT})
"""Signals blocked until a worker has loaded its application."""

_STATUS: Final[dict[type[Exception], HTTPStatus]] = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
}


class Worker(ThreadWorker):  # type: ignore[misc]
    """Threads that answer requests, each within a time limit."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)
        self.alive = True
        self._deadlines: dict[TConn, float] = {}
        self._closed: dict[TConn, float] = {}
        self._keeping = Lock()
        """Held while `keepalived_conns` and the poller are changed or iterated over."""

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, unless the server is stopping and this worker has not been signaled yet."""
        try:
            super().accept(listener)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise

    def enqueue_req(self, conn: TConn) -> None:
        """Give a request to a thread once it has arrived completely; until then none waits for it."""
        if conn.initialized or conn.data_ready or has_arrived(conn.sock):
            conn.data_ready = True
            self.tpool.submit(self.handle, conn).add_done_callback(partial(self._go_on, conn))
            return
        self._make_room()
        conn.timeout = monotonic() + _HEAD_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        if has_arrived(client):
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        if has_arrived(client):
            super().on_client_socket_readable(conn, client)

    def murder_keepalived(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - gunicorn's own
        with self._keeping:
            super().murder_keepalived(force)

    def murder_pending(self) -> None:
        """Close connections whose request did not arrive in time."""
        now = monotonic()
        while self.pending_conns and self.pending_conns[0].timeout <= now:
            self._leave(self.pending_conns.popleft())

    def handle(self, conn: TConn) -> object:
        """Read one request and answer it."""
        self._deadlines[conn] = monotonic() + _HEAD_SECONDS
        try:
            return super().handle(conn)
        finally:
            self._deadlines.pop(conn, None)
            self._closed.pop(conn, None)

    def handle_request(self, req: Request, conn: TConn) -> object:
        """Answer a request whose head was read. Raises InvalidHeader without Host (RFC 9112 section 3.2)."""
        if req.version >= (1, 1) and not any(name == "HOST" for name, _ in req.headers):
            raise errors.InvalidHeader("HOST")
        self._deadlines[conn] = monotonic() + self.app.request_seconds
        return super().handle_request(req, conn)

    def notify(self) -> None:
        """Send the main process a heartbeat; called about once a second."""
        super().notify()
        now = monotonic()
        for conn, deadline in self._deadlines.copy().items():
            if now >= self._closed.get(conn, now + 1):
                self._retire()
            elif now >= deadline and conn not in self._closed:
                self._closed[conn] = now + _CLOSE_SECONDS
                # Wakes the thread that reads from or writes to the connection.
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        """Serve until stopped, then close everything."""
        super().run()
        self.app.leave_worker()
        # Immediately: a normal exit would wait for hung threads for ever.
        os._exit(0)

    def load_wsgi(self) -> None:
        """Load the application, then deliver signals held back until now: a stop needs a loaded
        application.
        """
        super().load_wsgi()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_BACK)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        readiness_of(self.wsgi).is_stopping = True
        super().handle_exit(sig, frame)

    def handle_error(self, _req: object, client: socket.socket, _addr: object, exc: Exception) -> None:
        """Refuse an unreadable request without quoting it: it may contain a token."""
        if isinstance(exc, errors.ParseException):
            status = _STATUS.get(type(exc), HTTPStatus.BAD_REQUEST)
            reason = type(exc).__name__
            self.log.warning("unreadable request", extra={"reason": reason, "status": status.value})
        else:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            self.log.error("unexpected error", exc_info=exc)
        with suppress(OSError):
            util.write_nonblock(client, _written(status))

    def _cap_keepalive(self, deadline: float) -> None:
        with self._keeping:
            super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _go_on(self, conn: TConn, answered: Future[object]) -> None:
        """Wait for the next request of a kept-alive connection; leave other cases to the main thread.

        Called on the thread that answered: waking the main thread for this took a seventh of a request's
        time.
        """
        is_kept = answered.exception() is None and answered.result() is True
        # Bytes that were read ahead do not make the connection readable.
        if not is_kept or conn.parser.unreader.buf.getvalue() or not self._keep(conn):
            self.method_queue.defer(self.finish_request, conn, answered)

    def _keep(self, conn: TConn) -> bool:
        with self._keeping:
            # Checked under the lock: a stop shortens the wait of all connections kept by then.
            if not self.alive:
                return False
            conn.sock.settimeout(0)
            conn.set_timeout()
            self.keepalived_conns.append(conn)
            readable = partial(self.on_client_socket_readable, conn)
            self.poller.register(conn.sock, selectors.EVENT_READ, readable)
            return True

    def _make_room(self) -> None:
        """Close the longest-waiting idle connection if needed, so that a new one can always be accepted."""
        if self.nr_conns < self.worker_connections - self.cfg.threads:
            return
        with self._keeping:
            silent = self.pending_conns or self.keepalived_conns
            if silent:
                self._leave(silent.popleft())

    def _leave(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        with suppress(OSError):
            # Closing with unread data would reset the connection.
            conn.sock.recv(65_536)
        conn.close()

    def _retire(self) -> None:
        if self.alive:
            self.log.error("a request is stuck: replacing this process")
            self.cfg.set("graceful_timeout", _RETIRE_SECONDS)
            self.alive = False


def _written(status: HTTPStatus) -> bytes:
    body = json.dumps({"type": "about:blank", "title": status.phrase, "status": status.value})
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}",
        "Connection: close",
        "Content-Type: application/problem+json",
        "Cache-Control: no-store",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*head, "", body)).encode("ascii")
