import logging
import secrets
import threading
from datetime import timedelta
from threading import Condition

import pytest
from flask import Flask

from daemun import Daemun
from daemun.features.housekeeping.model import Record
from daemun.features.lockout.model import Limit

PATIENCE = 20
LIMIT = Limit("test", timedelta(hours=1), ())


def threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "daemun-housekeeping"}


class Heard(logging.Handler):
    """Waits for a line of the log."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = Condition()
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        with self._changed:
            self._lines.append(record.getMessage())
            self._changed.notify_all()

    def has(self, start: str) -> bool:
        with self._changed:
            return self._changed.wait_for(
                lambda: any(line.startswith(start) for line in self._lines), PATIENCE
            )


def application(database_url: str, **config: object) -> tuple[Flask, Daemun]:
    app = Flask("rounds")
    app.config.update(
        DAEMUN_DEVELOPMENT=True,
        DAEMUN_SECRET_KEY=secrets.token_urlsafe(32),
        DAEMUN_DATABASE_URL=database_url,
        **config,
    )
    return app, Daemun(app)


def test_tables_clean_themselves_once_there_are_requests(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    app, auth = application(database_url, DAEMUN_HOUSEKEEPING_INTERVAL=0.05)
    of_others = threads()
    heard = Heard()
    logger = logging.getLogger("daemun")
    with app.app_context(), caplog.at_level(logging.INFO, "daemun"):
        services = auth.services
        with services.store.batches.batch():
            for each in range(1200):
                long_ago = services.web.clock.now() - timedelta(days=3)
                services.store.lockout.count_try(f"address:{each}", LIMIT, now=long_ago)
        logger.addHandler(heard)
        try:
            app.test_client().get("/auth/.well-known/jwks.json")
            is_told = heard.has("removed expired records: 1200 counts")
        finally:
            logger.removeHandler(heard)
        left = services.housekeeping.count().removed[Record.COUNTS]
        services.close()

    assert is_told
    assert left == 0
    assert threads() <= of_others


def test_an_interval_of_nothing_leaves_it_to_the_operator(sqlite_url: str) -> None:
    app, auth = application(sqlite_url, DAEMUN_HOUSEKEEPING_INTERVAL=0)
    of_others = threads()

    app.test_client().get("/auth/.well-known/jwks.json")

    assert threads() <= of_others
    with app.app_context():
        auth.services.close()
