"""After a backup was put back: nothing that ended, was spent or removed after it opens anything."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pymongo
import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import DatabaseRestored, Event
from daemun.features.housekeeping.model import Record
from daemun.features.sessions.errors import SessionEnded
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from daemun_verify import InvalidToken
from tests.builders import HOME, add_user, an_installation, log_in
from tests.storage.records import a_recovery_code, a_trusted_device, an_attempt

if TYPE_CHECKING:
    from tests.services.postgres import ArchivingPostgres


def copy_sqlite(file: Path, target: Path) -> None:
    with closing(sqlite3.connect(file)) as source:
        source.execute("VACUUM INTO ?", (str(target),))


def copy_postgresql(server: str, name: str, target: str) -> None:
    with psycopg.connect(server, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {target} TEMPLATE {name}".encode())


def copy_mongodb(url: str, target: str) -> None:
    with pymongo.MongoClient[dict[str, object]](url) as client:
        source = client.get_default_database()
        for name in source.list_collection_names():
            if documents := list(source[name].find()):
                client[target][name].insert_many(documents)


@pytest.fixture(params=["sqlite", "postgresql", "mongodb"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """The address of a database, and what makes a backup and gives the address of it, restored."""
    if request.param == "sqlite":
        file, copy = tmp_path / "live.sqlite3", tmp_path / "restored.sqlite3"

        def restore_file() -> str:
            copy_sqlite(file, copy)
            return f"sqlite:///{copy}"

        yield f"sqlite:///{file}", restore_file
        return
    url: str = request.getfixturevalue("postgres_url" if request.param == "postgresql" else "mongodb_url")
    server = url.replace("+psycopg", "")
    name = url.partition("?")[0].rpartition("/")[2]

    def restore_database() -> str:
        if request.param == "mongodb":
            copy_mongodb(url, f"{name}_restored")
        else:
            copy_postgresql(server, name, f"{name}_restored")
        return url.replace(name, f"{name}_restored")

    yield url, restore_database
    if request.param == "mongodb":
        request.getfixturevalue("shared_mongodb").drop(f"{name}_restored")


@pytest.mark.requirement("SE-04")
def test_what_ended_after_the_backup_stays_ended(
    database: tuple[str, Callable[[], str]], frozen_clock: FrozenClock
) -> None:
    url, restore = database
    live = an_installation(open_store(url), frozen_clock)
    live.store.schema.upgrade()
    user = add_user(live)
    tokens, other = log_in(live, user), log_in(live, user)
    live.store.login_attempts.add(an_attempt(user, expires_at=frozen_clock.now().replace(year=2027)))
    live.store.recovery_codes.put([a_recovery_code(user)])
    live.store.trusted_devices.add(a_trusted_device(user))
    live.close()
    restored_url = restore()
    frozen_clock.tick(minutes=1)
    live.sessions.revoke(tokens.session.id, user_id=user.id, reason="logout")
    leaked = live.keys.rotate_now(remove=True).id
    rotated = live.sessions.refresh(other.refresh_token, HOME)
    live.close()

    events: list[Event] = []
    back = an_installation(open_store(restored_url), frozen_clock, publish=events.append)
    assert back.sessions.find_live(tokens.session.id) is not None
    done = back.restoration.end_revived()

    assert done.is_complete
    assert done.removed == {
        Record.SESSIONS: 2,
        Record.LOGIN_ATTEMPTS: 1,
        Record.ONE_TIME_TOKENS: 0,
        Record.TRUSTED_DEVICES: 1,
        Record.RECOVERY_CODES: 1,
    }
    assert not back.recovery_codes.is_enrolled(user.id)
    for presented in (tokens.refresh_token, other.refresh_token, rotated.refresh_token):
        with pytest.raises(SessionEnded):
            back.sessions.refresh(presented, HOME)
    for access in (tokens.access_token.text, rotated.access_token.text):
        with pytest.raises(InvalidToken):
            back.web.verifier.verify(access)
    assert leaked not in {jwk["kid"] for jwk in back.keys.published_jwks()}
    assert [event for event in events if isinstance(event, DatabaseRestored)] == [
        DatabaseRestored(sessions=2)
    ]
    assert back.web.verifier.verify(log_in(back, user).access_token.text).user_id == user.id
    back.close()


@pytest.mark.requirement("SE-04")
def test_a_moment_is_brought_back_and_what_ended_after_it_stays_ended(
    archiving_postgres: "ArchivingPostgres", frozen_clock: FrozenClock
) -> None:
    live = an_installation(open_store(archiving_postgres.url), frozen_clock)
    live.store.schema.upgrade()
    archiving_postgres.back_up()
    user = add_user(live)
    ended = log_in(live, user)
    archiving_postgres.mark("before_the_mistake")
    live.sessions.revoke(ended.session.id, user_id=user.id, reason="logout")
    add_user(live, "mistake")
    live.close()

    archiving_postgres.bring_back("before_the_mistake")

    back = an_installation(open_store(archiving_postgres.url), frozen_clock)
    assert back.users.find(user.id) == user
    assert back.users.find_by_username("mistake") is None
    assert back.sessions.find_live(ended.session.id) is not None
    back.restoration.end_revived()
    with pytest.raises(SessionEnded):
        back.sessions.refresh(ended.refresh_token, HOME)
    with pytest.raises(InvalidToken):
        back.web.verifier.verify(ended.access_token.text)
    back.close()


def test_running_it_again_ends_what_was_opened_since(services: Services) -> None:
    user = add_user(services)
    log_in(services, user)
    services.restoration.end_revived()
    log_in(services, user)

    assert services.restoration.end_revived().removed[Record.SESSIONS] == 1
    assert services.sessions.list_live(user.id) == []


def test_users_roles_and_counts_of_tries_are_left(services: Services) -> None:
    user = add_user(services)
    services.roles.grant(user.id, "admin")

    services.restoration.end_revived()

    assert services.users.find(user.id) == user
    assert services.roles.list_roles(user.id) == ("admin",)
