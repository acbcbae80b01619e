"""Gunicorn, set up for a login: what `daemun serve` runs."""

import gc
import logging
import os
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.errors import ParseException
from gunicorn.systemd import SD_LISTEN_FDS_START, listen_fds

from daemun.composition.services import Services
from daemun.http.errors import MalformedBody
from daemun.http.problem_response import problem_response
from daemun.problem import KeysUnavailable, StoreMisconfigured, StoreUnavailable
from daemun.secret_key import SecretKeyRefused
from daemun.server import metrics, tracing
from daemun.server.logs import write_logs
from daemun.server.resources import fitting_workers, usable_cores, usable_memory
from daemun.server.worker import HELD_BACK, Worker
from daemun.server_settings import ServerSettings
from daemun.settings.reading import SettingsRefused
from daemun.storage.open_store import MissingDriver, UnknownDatabase
from daemun.storage.store import SchemaBehind

_log = logging.getLogger("daemun.server")
_THREADS_FOR_THE_REST = 16
_HEARTBEAT_SECONDS = 15
Refused = (
    SettingsRefused,
    SecretKeyRefused,
    UnknownDatabase,
    MissingDriver,
    SchemaBehind,
    StoreMisconfigured,
)
"""What stops a start, each with a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is served, and where."""

    make_app: Callable[[], Flask]
    """Reads the settings and makes the application; called again at every reload."""
    listeners: Sequence[socket.socket]
    """Beside those that systemd gives."""
    workers: int | None
    """What the command line said; None: what the settings say."""
    metrics_folder: Path


def given_addresses() -> list[tuple[str, int]]:
    """Where systemd listens for this process (sd_listen_fds(3)), as host and port; a file is on this machine.
    Gunicorn takes these sockets over by itself.
    """
    found: list[tuple[str, int]] = []
    for number in range(listen_fds(unset_environment=False)):
        with socket.socket(fileno=os.dup(SD_LISTEN_FDS_START + number)) as listener:
            name = listener.getsockname()
        found.append(name[:2] if isinstance(name, tuple) else ("localhost", 0))
    return found


def prepare(app: Flask, site: Site) -> None:
    """Bring the tables up to date, read the signing keys, and count what the application does.

    Raises SchemaBehind, and SecretKeyRefused for another secret key than that of the database.
    """
    services: Services = app.extensions["daemun"]
    # A body in pieces that are not as they should be is noticed only when it is read.
    app.register_error_handler(ParseException, lambda _error: problem_response(MalformedBody()))
    try:
        services.store.ping()
        services.keys.check_secret_key()
    except (SchemaBehind, StoreMisconfigured):
        raise
    except StoreUnavailable as away:
        # It may come later than we do; until then `/health/ready` says so.
        _log.warning("the database does not answer yet: %s", away)
    finally:
        # What is open may not be used on both sides of a fork.
        services.close()
    services.hash_gate.share_cores(site.workers or _workers(services.settings.server))
    metrics.install(app, services, site.metrics_folder)


class Server(BaseApplication):  # type: ignore[misc]
    """The main process: starts workers, replaces those that die, and reloads settings on SIGHUP."""

    def __init__(self, site: Site, app: Flask) -> None:
        self._site = site
        self._app = app
        # Gunicorn takes the numbers over, and closes them.
        self._binds = [f"fd://{listener.detach()}" for listener in site.listeners]
        super().__init__()

    @property
    def request_seconds(self) -> float:
        return self._services.settings.server.request_timeout.total_seconds()

    @property
    def _services(self) -> Services:
        services: Services = self._app.extensions["daemun"]
        return services

    def run(self) -> None:
        """Serve until stopped. Raises SystemExit, 0 after an orderly stop; in workers, too."""
        _Arbiter(self).run()

    def load_config(self) -> None:
        for name, value in self._options().items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def reload(self) -> None:
        """Read the settings again; with what they refuse, the server goes on as it was."""
        try:
            app = self._site.make_app()
            prepare(app, self._site)
        except Refused as refused:
            _log.error("the settings are not taken over: %s", refused)
            return
        self._app = self.callable = app
        # The application before it is garbage now.
        gc.unfreeze()
        gc.collect()
        write_logs(self._services.settings.server.log_level)
        super().reload()

    def forget_worker(self, process_id: int) -> None:
        """Let a worker that has ended count no more."""
        metrics.forget_process(process_id, self._site.metrics_folder)

    def leave_worker(self) -> None:
        """Close what a worker has open, when its last request is answered."""
        self._services.close()
        tracing.stop(self._app)

    def _options(self) -> dict[str, object]:
        settings = self._services.settings.server
        stop_seconds = round(settings.stop_timeout.total_seconds())
        return {
            "bind": self._binds,
            "workers": self._site.workers or _workers(settings),
            "threads": settings.threads or self._services.hash_gate.capacity + _THREADS_FOR_THE_REST,
            "worker_class": Worker,
            "timeout": _HEARTBEAT_SECONDS,
            "graceful_timeout": stop_seconds,
            "keepalive": 5,
            # Strict: headers with underscores are dropped, nobody may write SCRIPT_NAME or the scheme.
            "http_parser": "python",
            "header_map": "drop",
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
            "forwarder_headers": "",
            "limit_request_line": 4094,
            "limit_request_fields": 64,
            "limit_request_field_size": 8190,
            "logger_class": _Logger,
            "control_socket_disable": True,
            "post_fork": _begin_worker,
            "child_exit": _forget_worker,
        }


class _Arbiter(Arbiter):  # type: ignore[misc]
    def spawn_worker(self) -> object:
        """Fork with signals held back: a worker without handlers yet must not lose the one that stops it.

        What is loaded by now is never garbage, and the collector leaves it alone: to go through it stops a
        worker for a tenth of a second.
        """
        gc.freeze()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, HELD_BACK)
        try:
            return super().spawn_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 - gunicorn's own
        """Refuse new connections at once; they would wait for the last answer, and be reset then. A socket
        that systemd or the next server listens on, too, stays open.
        """
        is_shared = self.systemd or self.reexec_pid != 0 or self.master_pid != 0
        for listener in () if is_shared else self.LISTENERS:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RD)
        super().stop(graceful)


class _Logger(Logger):  # type: ignore[misc]
    """Gunicorn's lines go the way of all others; it writes none for requests, because we do."""

    def setup(self, cfg: Config) -> None:
        self.cfg = cfg
        self._access_log_enabled = False
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True


def _workers(settings: ServerSettings) -> int:
    return settings.workers or fitting_workers(cores=usable_cores(), memory=usable_memory())


def _begin_worker(arbiter: Arbiter, _worker: Worker) -> None:
    app = arbiter.app.load()
    tracing.start(app)
    services: Services = app.extensions["daemun"]
    # Keys and revocations are read before the first request: when the database goes away, tokens still count.
    # And there is a key, so that nodes that start together know the one that signs first.
    with suppress(StoreUnavailable, KeysUnavailable):
        services.sessions.get_ready()
        services.feed.follow()


def _forget_worker(arbiter: Arbiter, worker: Worker) -> None:
    arbiter.app.forget_worker(worker.pid)
