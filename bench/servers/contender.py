"""The servers that are compared, each with the same application and as safe as its options make it."""

import sys
from pathlib import Path

from bench.served import THREADS
from tests.server_process import DaemunServe, ServerProcess

_BIN = Path(sys.executable).parent


class Granian(ServerProcess):
    """granian: HTTP in Rust, threads that call the application."""

    def _command(self) -> list[str]:
        self.settings["BENCH_INSTANCE"] = str(self.folder / "instance")
        return [
            *(str(_BIN / "granian"), "--interface", "wsgi", "--http", "1", "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(self.port)),
            *("--workers", str(self._workers), "--blocking-threads", str(THREADS)),
            *("--http1-header-read-timeout", "8000", "--http1-buffer-size", "16384"),
            *("--respawn-failed-workers", "--respawn-interval", "0.1", "--workers-kill-timeout", "10s"),
            *("--log-level", "warning", "--factory", "bench.servers.application:make"),
        ]


class Uwsgi(ServerProcess):
    """uWSGI: HTTP in C, processes with threads."""

    def _command(self) -> list[str]:
        self.settings["BENCH_INSTANCE"] = str(self.folder / "instance")
        return [
            *(str(_BIN / "uwsgi"), "--http11-socket", f"127.0.0.1:{self.port}", "--master", "--die-on-term"),
            *("--processes", str(self._workers), "--threads", str(THREADS), "--lazy-apps", "--need-app"),
            *(
                "--home",
                str(_BIN.parent),
                "--pythonpath",
                ".",
                "--module",
                "bench.servers.application:make()",
            ),
            *("--http-timeout", "8", "--socket-timeout", "8", "--buffer-size", "8192", "--listen", "128"),
            *("--disable-logging", "--vacuum"),
        ]


CONTENDERS: dict[str, type[ServerProcess]] = {
    "gunicorn": DaemunServe,
    "granian": Granian,
    "uwsgi": Uwsgi,
}
