"""The format of log lines: one JSON object each, or readable text on a terminal. Lines cannot be forged."""

import json
import logging
import math
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import structlog
from flask import g, has_request_context

from daemun.http.origin import request_id
from daemun.server.stack_trace import written_stack

_Facts = dict[str, Any]
_ENCODER: Final = json.JSONEncoder(default=repr)
_OF_EVERY_RECORD: Final = frozenset(vars(logging.makeLogRecord({})))
"""Attributes that do not come from `extra=`."""
# Below this level, other libraries may quote requests and statements.
_MIN_LEVEL_OF_OTHERS: Final = logging.WARNING
_STORAGE: Final = "daemun.storage"
_PAUSE_SECONDS: Final = 1


def write_logs(level: str, stream: TextIO = sys.stdout) -> None:
    """Send the log lines of this process and of all libraries to `stream`, from `level` on."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(_OncePerSecond())
    handler.setFormatter(_Formatter(_console() if stream.isatty() else _as_json))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.getLevelName(level.upper()), _MIN_LEVEL_OF_OTHERS))
    for name in ("daemun", "gunicorn.error"):
        logging.getLogger(name).setLevel(level.upper())
    # Its debug lines quote requests.
    logging.getLogger("gunicorn.error").setLevel(max(logging.INFO, logging.getLevelName(level.upper())))
    logging.captureWarnings(capture=True)
    _collect_only_what_is_written()
    threading.excepthook = _log_dead_thread


class _OncePerSecond(logging.Filter):
    """Limits identical lines from storage to one per second, with the number of those left out. While a
    database is down, every request would write one.
    """

    def __init__(self) -> None:
        super().__init__(_STORAGE)
        self._lock = threading.Lock()
        self._last: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        if not super().filter(record):
            return True
        event = record.getMessage()
        with self._lock:
            at, left_out = self._last.get(event, (-math.inf, 0))
            if record.created < at + _PAUSE_SECONDS:
                self._last[event] = at, left_out + 1
                return False
            self._last[event] = record.created, 0
        if left_out:
            record.left_out = left_out
        return True


def _collect_only_what_is_written() -> None:
    """Skip record attributes that no line uses: see "Optimization" in the logging documentation."""
    logging._srcfile = None  # noqa: SLF001 - as the manual writes it
    logging.logThreads = logging.logMultiprocessing = False
    if sys.version_info >= (3, 12):
        logging.logAsyncioTasks = False


class _Formatter(logging.Formatter):
    def __init__(self, render: Callable[[_Facts], str]) -> None:
        super().__init__()
        self._render = render

    def format(self, record: logging.LogRecord) -> str:
        return self._render(_facts(record))


def _facts(record: logging.LogRecord) -> _Facts:
    """Time, level and logger first; the stack of an error without the texts of exceptions."""
    facts: _Facts = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "process": record.process,
        "event": record.getMessage(),
    }
    if has_request_context():
        facts["request_id"] = request_id()
        facts |= {"trace_id": g.daemun_trace_id} if "daemun_trace_id" in g else {}
    facts |= {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
    if record.exc_info is not None and record.exc_info[1] is not None:
        facts["stack"] = written_stack(record.exc_info[1])
    return facts


def _as_json(facts: _Facts) -> str:
    return _ENCODER.encode(facts).replace("\x7f", "\\u007f")


def _console() -> Callable[[_Facts], str]:
    render = structlog.dev.ConsoleRenderer(colors=True, sort_keys=False, event_key="event")

    def render_readably(facts: _Facts) -> str:
        stack = facts.pop("stack", "")
        facts["timestamp"] = facts.pop("time")
        plain = {key: _plain(value) for key, value in facts.items()}
        return f"{render(None, '', plain)}{chr(10) if stack else ''}{stack}"

    return render_readably


def _plain(value: object) -> object:
    """Without control characters, which terminals interpret, and without bidirectional ones."""
    if not isinstance(value, str):
        return value
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in value)


def _log_dead_thread(died: threading.ExceptHookArgs) -> None:
    if died.exc_value is None or died.exc_type is SystemExit:
        return
    error = (died.exc_type, died.exc_value, died.exc_traceback)
    logging.getLogger("daemun").error("a thread died of an unexpected error", exc_info=error)
