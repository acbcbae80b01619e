"""How log lines look: one JSON object each, or readable text on a terminal. No line can be forged."""

import logging
import sys
import threading
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import structlog
from flask import g, has_request_context

from daemun.http.origin import request_id
from daemun.server.stack_trace import written_stack

_LINE: Final = structlog.processors.JSONRenderer(sort_keys=False, ensure_ascii=True)
# What others write on these levels may quote requests and statements.
_MIN_LEVEL_OF_OTHERS: Final = logging.WARNING


def write_logs(level: str, stream: TextIO = sys.stdout) -> None:
    """Send the log lines of this process to `stream`, those of all libraries too, from `level` on."""
    handler = logging.StreamHandler(stream)
    render = _console(stream) if stream.isatty() else _render_line
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder()],
            processors=[_add_facts, structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.getLevelName(level.upper()), _MIN_LEVEL_OF_OTHERS))
    for name in ("daemun", "gunicorn.error"):
        logging.getLogger(name).setLevel(level.upper())
    # Its debug lines quote requests.
    logging.getLogger("gunicorn.error").setLevel(max(logging.INFO, logging.getLevelName(level.upper())))
    logging.captureWarnings(capture=True)
    threading.excepthook = _log_dead_thread


def _add_facts(_logger: object, _name: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Time, level and place first; the stack of an error without what its exceptions say."""
    record: logging.LogRecord = line["_record"]
    facts: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "process": record.process,
        "event": line.pop("event", ""),
    }
    if has_request_context():
        facts["request_id"] = request_id()
        facts |= {"trace_id": g.daemun_trace_id} if "daemun_trace_id" in g else {}
    error = line.pop("exc_info", None)
    line.pop("stack_info", None)
    facts |= line
    if isinstance(error, tuple) and error[1] is not None:
        facts["stack"] = written_stack(error[1])
    return facts


def _render_line(logger: object, name: str, line: MutableMapping[str, Any]) -> str:
    written = _LINE(logger, name, line)
    text = written if isinstance(written, str) else written.decode()
    return text.replace("\x7f", "\\u007f")


def _console(stream: TextIO) -> structlog.typing.Processor:
    render = structlog.dev.ConsoleRenderer(colors=stream.isatty(), sort_keys=False, event_key="event")

    def render_readably(logger: object, name: str, line: MutableMapping[str, Any]) -> str:
        stack = line.pop("stack", "")
        line["timestamp"] = line.pop("time")
        plain = {key: _plain(value) for key, value in line.items()}
        return f"{render(logger, name, plain)}{chr(10) if stack else ''}{stack}"

    return render_readably


def _plain(value: object) -> object:
    """No control characters, which steer terminals, and no bidirectional ones."""
    if not isinstance(value, str):
        return value
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in value)


def _log_dead_thread(died: threading.ExceptHookArgs) -> None:
    if died.exc_value is None or died.exc_type is SystemExit:
        return
    error = (died.exc_type, died.exc_value, died.exc_traceback)
    logging.getLogger("daemun").error("a thread died of an unexpected error", exc_info=error)
