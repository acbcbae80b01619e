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
"""Errors that stop a start, each with a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Site:
    """The application to serve, and where to listen."""

    make_app: Callable[[], Flask]
    """Reads the settings and makes the application; called again on every reload."""
    listeners: Sequence[socket.socket]
    """Besides those that systemd passes."""
    workers: int | None
    """From the command line; None: from the settings."""
    metrics_folder: Path


def given_addresses() -> list[tuple[str, int]]:
    """The sockets that systemd opened for this process (sd_listen_fds(3)), as host and port; a Unix socket
    counts as this machine. Gunicorn takes these sockets over by itself.
    """
    found: list[tuple[str, int]] = []
    for number in range(listen_fds(unset_environment=False)):
        with socket.socket(fileno=os.dup(SD_LISTEN_FDS_START + number)) as listener:
            name = listener.getsockname()
        found.append(name[:2] if isinstance(name, tuple) else ("localhost", 0))
    return found


def prepare(app: Flask, site: Site) -> None:
    """Bring the tables up to date, read the signing keys, and start counting for metrics.

    Raises SchemaBehind; SecretKeyRefused if the secret key is not that of the database.
    """
    services: Services = app.extensions["daemun"]
    # Malformed chunks of a body are noticed only when it is read.
    app.register_error_handler(ParseException, lambda _error: problem_response(MalformedBody()))
    try:
        services.store.ping()
        services.keys.check_secret_key()
    except (SchemaBehind, StoreMisconfigured):
        raise
    except StoreUnavailable as away:
        # It may start later than we do; until then `/health/ready` fails.
        _log.warning("the database does not answer yet: %s", away)
    finally:
        # Open connections must not be used on both sides of a fork.
        services.close()
    services.hash_gate.share_cores(site.workers or _workers(services.settings.server))
    metrics.install(app, services, site.metrics_folder)


class Server(BaseApplication):  # type: ignore[misc]
    """The main process: starts workers, replaces those that die, and reloads settings on SIGHUP."""

    def __init__(self, site: Site, app: Flask) -> None:
        self._site = site
        self._app = app
        # Gunicorn takes over the descriptors and closes them.
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
        """Read the settings again; if they are refused, keep running with the old ones."""
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
        """Remove the gauges of a worker that has ended."""
        metrics.forget_process(process_id, self._site.metrics_folder)

    def leave_worker(self) -> None:
        """Close a worker's connections after its last response."""
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
            # Strict: headers with underscores are dropped, and no client may set SCRIPT_NAME or the scheme.
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
        """Fork with signals blocked: a worker without handlers yet must not lose the one that stops it.

        Objects loaded by now are never garbage, so the collector skips them: scanning them would pause a
        worker for a tenth of a second.
        """
        gc.freeze()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, HELD_BACK)
        try:
            return super().spawn_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 - gunicorn's own
        """Refuse new connections immediately; otherwise they would wait for the last response and then be
        reset. A socket that systemd or the next server also listens on stays open.
        """
        is_shared = self.systemd or self.reexec_pid != 0 or self.master_pid != 0
        for listener in () if is_shared else self.LISTENERS:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RD)
        super().stop(graceful)


class _Logger(Logger):  # type: ignore[misc]
    """Sends gunicorn's lines through our logging; it logs no requests, because we do."""

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
    # Keys and revocations are read before the first request: if the database fails later, tokens still work.
    # This also makes a key, so that nodes that start together agree on the first one that signs.
    with suppress(StoreUnavailable, KeysUnavailable):
        services.sessions.get_ready()
        services.feed.follow()


def _forget_worker(arbiter: Arbiter, worker: Worker) -> None:
    arbiter.app.forget_worker(worker.pid)
