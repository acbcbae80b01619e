import io
import json
import logging
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from daemun.server.logs import write_logs

SECRET = "marker-in-the-words-of-an-error"
ODD = "a\r\nb\x1b[31mc\x7fd\x9be\u202ef\u2028g\u2066h"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root, ours, theirs = (logging.getLogger(name) for name in ("", "daemun", "gunicorn.error"))
    before = root.handlers, root.level, ours.level, theirs.level, threading.excepthook
    yield
    root.handlers, root.level, ours.level, theirs.level, threading.excepthook = before
    logging.captureWarnings(capture=False)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_its_facts() -> None:
    stream = io.StringIO()
    write_logs("info", stream)

    logging.getLogger("daemun.x").info("hello %s", "there", extra={"status": 200})
    logging.getLogger("daemun.x").debug("not this")
    logging.getLogger("of.others").info("nor this")
    logging.getLogger("of.others").warning("but this")

    first, second = lines(stream)
    assert (first["level"], first["logger"], first["event"]) == ("info", "daemun.x", "hello there")
    assert first["status"] == 200
    assert first["time"].endswith("+00:00")
    assert second["event"] == "but this"


@pytest.mark.requirement("LG-02")
@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_no_line_can_be_forged(kind: type[io.StringIO]) -> None:
    stream = kind()
    write_logs("info", stream)

    logging.getLogger("daemun").warning("event %s", ODD, extra={"field": ODD})

    written = stream.getvalue()
    assert written.count("\n") == 1
    for odd in "\r\x7f\x9b\u202e\u2028\u2066":
        assert odd not in written
    assert "\x1b[31mc" not in written
    if kind is io.StringIO:
        assert lines(stream)[0]["field"] == ODD


@pytest.mark.requirement("LG-03", "ER-02")
@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_an_error_has_its_stack_without_its_words(kind: type[io.StringIO]) -> None:
    stream = kind()
    write_logs("info", stream)

    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("daemun").exception("it failed")

    assert "builtins.ValueError" in stream.getvalue()
    assert "in test_an_error_has" in stream.getvalue()
    assert SECRET not in stream.getvalue()


@pytest.mark.requirement("LG-03")
def test_a_thread_that_dies_and_a_warning_go_the_same_way() -> None:
    stream = io.StringIO()
    write_logs("info", stream)

    def die() -> None:
        raise ValueError(SECRET)

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    died, warned = lines(stream)
    assert "builtins.ValueError" in died["stack"]
    assert "old" in warned["event"]
    assert SECRET not in stream.getvalue()


def test_while_the_database_is_away_the_log_says_so_once_a_second_and_how_often() -> None:
    stream = io.StringIO()
    write_logs("info", stream)

    def log(at: float, text: str, logger: str = "daemun.storage") -> None:
        record = {"name": logger, "levelno": logging.WARNING, "levelname": "WARNING", "msg": text}
        logging.getLogger(logger).handle(logging.makeLogRecord(record | {"created": at}))

    for hundredth in range(350):
        log(hundredth / 100, "the database is not available: refused")
        log(hundredth / 100, "a login failed", "daemun.events")
    log(3.5, "the database is not available: no turn within 5 seconds")

    written = lines(stream)
    assert [line["event"] for line in written].count("a login failed") == 350
    of_storage = [line for line in written if line["logger"] == "daemun.storage"]
    assert [line.get("left_out") for line in of_storage] == [None, 99, 99, 99, None]
    assert of_storage[-1]["event"].endswith("5 seconds")


def test_debugging_shows_more_of_ours_and_nothing_of_others() -> None:
    stream = io.StringIO()
    write_logs("debug", stream)

    logging.getLogger("daemun").debug("ours")
    logging.getLogger("gunicorn.error").debug("quotes a request")
    logging.getLogger("sqlalchemy.engine").info("quotes a statement")

    assert [line["event"] for line in lines(stream)] == ["ours"]
