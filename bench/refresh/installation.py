"""Services of one process on a real database, and what is really in its tables."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from sqlalchemy import Row, create_engine, text

from daemun.clock import Clock, SystemClock
from daemun.composition.compose import compose
from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.sessions.model import IssuedTokens
from daemun.randomness import SystemRandomness
from daemun.settings.reading import read_settings
from daemun.storage.open_store import open_store
from tests.builders import SECRET_KEY, add_user, log_in


def open_services(url: str, clock: Clock | None = None, **settings: object) -> Services:
    """Give what every process of one installation has. settings: such as `sessions_refresh_grace=...`."""
    # Racers on a busy machine wait for each other; what happens when time is up is proven elsewhere.
    limits = {"sessions_refreshes_per_minute": 1_000_000, "database_timeout": 20, **settings}
    config = {f"DAEMUN_{name.upper()}": value for name, value in limits.items()}
    read = read_settings(config)
    return compose(
        read,
        open_store(url, read.database),
        SECRET_KEY,
        clock or SystemClock(),
        SystemRandomness(),
        customization=Customization(),
        publish=lambda _: None,
    )


def open_session(services: Services) -> IssuedTokens:
    """A session of a new user, opened without hashing a password."""
    return log_in(services, add_user(services, f"user{SystemRandomness().token(8).hex()}"))


@dataclass(frozen=True, slots=True)
class StoredSession:
    """What the tables say about a session, read past the product."""

    generation: int
    is_revoked: bool
    events: Counter[str]
    """How often each kind of event was recorded."""


def read_session(url: str, session_id: str) -> StoredSession:
    if url.startswith("mongodb"):
        return _read_documents(url, session_id)
    events = read_rows(url, "SELECT name FROM daemun_audit_events WHERE session_id = :id", id=session_id)
    [row] = read_rows(url, "SELECT generation, revoked_at FROM daemun_sessions WHERE id = :id", id=session_id)
    return StoredSession(row.generation, row.revoked_at is not None, Counter(event.name for event in events))


def _read_documents(url: str, session_id: str) -> StoredSession:
    client: MongoClient[dict[str, Any]] = MongoClient(url)
    with client:
        database = client.get_default_database()
        events = Counter(
            event["name"] for event in database["daemun_audit_events"].find({"session_id": session_id})
        )
        [found] = database["daemun_sessions"].find({"_id": session_id})
    return StoredSession(found["generation"], found["revoked_at"] is not None, events)


def end_orphaned_transactions(url: str) -> None:
    """MongoDB keeps the transaction of a process that died for a minute, and others wait: end it now."""
    if url.startswith("mongodb"):
        client: MongoClient[dict[str, Any]] = MongoClient(url)
        with client:
            client.admin.command("killAllSessions", [])


def read_rows(url: str, statement: str, **values: object) -> list[Row[Any]]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return list(connection.execute(text(statement), values))
    finally:
        engine.dispose()
