"""Opening PostgreSQL with psycopg 3: every wait has a deadline."""

import select
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError

from daemun.randomness import SystemRandomness
from daemun.storage.settings import DatabaseSettings
from daemun.storage.sql.database.deadline_connection import DeadlineConnection
from daemun.storage.sql.database.forking import after_fork

_CONNECT_SECONDS = 2
_RELIED_ON = {"DateStyle": "ISO", "standard_conforming_strings": "on"}
"""Settings that the driver relies on, whatever the server's defaults: dates that it can read."""


def open_postgresql(url: URL, settings: DatabaseSettings) -> Engine:
    """Make an engine; the URL's query overrides our limits, but not the settings that we rely on."""
    answer_timeout = round(settings.timeout * 1000)
    lock_timeout = min(round(settings.lock_timeout * 1000), answer_timeout)
    # After the lock timeout, so that the log shows which it was; the connection's deadline comes last.
    statement_timeout = answer_timeout + 500
    limits = {
        "connect_timeout": _CONNECT_SECONDS,
        # For networks that drop packets; a stopped server is noticed immediately.
        "tcp_user_timeout": answer_timeout,
        "keepalives_idle": 2,
        "keepalives_interval": 1,
        "keepalives_count": 2,
        "application_name": "daemun",
        "client_encoding": "UTF8",
    }
    own_options = (
        f"-c lock_timeout={lock_timeout} -c statement_timeout={statement_timeout}"
        f" -c idle_in_transaction_session_timeout={2 * answer_timeout} -c timezone=UTC"
    )
    relied_on = " ".join(f"-c {name}={value}" for name, value in _RELIED_ON.items())
    # Of several values the last one counts.
    options = " ".join((own_options, *url.normalized_query.get("options", ()), relied_on))
    url = url.difference_update_query(["options"])
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.timeout,
        pool_use_lifo=True,
        connect_args={
            **{name: value for name, value in limits.items() if name not in url.query},
            "options": options,
        },
        use_native_hstore=False,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )

    def connect(
        _dialect: object, _record: object, args: list[Any], parameters: dict[str, Any]
    ) -> DeadlineConnection:
        connection = DeadlineConnection.connect(*args, **parameters)
        connection.deadline = statement_timeout / 1000 + 0.5
        _set_what_is_relied_on(connection)
        if settings.prepared_statements:
            # Behind a pooler, a name that another client also chose would run that client's statement.
            first_number = int.from_bytes(SystemRandomness().token(7))
            connection._prepared._prepared_idx = first_number  # noqa: SLF001 - there is no other way in
        else:
            connection.prepare_threshold = None
        return connection

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkout", _refuse_closed)
    after_fork(engine, lambda engine: engine.dispose(close=False))
    return engine


def _set_what_is_relied_on(connection: DeadlineConnection) -> None:
    """Set them again if a pooler dropped `options`; no round trip if it did not."""
    for name, value in _RELIED_ON.items():
        found = connection.pgconn.parameter_status(name.encode()) or value.encode()
        if not found.startswith(value.encode()):
            connection.pgconn.exec_(f"SET {name} TO '{value}'".encode())


def _refuse_closed(connection: DBAPIConnection, _record: object, _proxy: object) -> None:
    """Notice a connection that the server closed, without a round trip: its last message is already here."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise DisconnectionError
