"""Bringing the collections up to date."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pymongo
import pytest

from daemun.problem import StoreMisconfigured
from daemun.storage.mongo.database.collection import FIRST
from daemun.storage.mongo.schema import COLLECTIONS, VERSION
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings
from daemun.storage.store import SchemaBehind, Store
from tests.conftest import start_or_skip
from tests.storage.conftest import PATIENT
from tests.storage.racing import race, race_processes
from tests.storage.records import NOW, a_user

if TYPE_CHECKING:
    from tests.services.mongodb import MongoDb


@pytest.fixture
def empty(mongodb_url: str) -> Iterator[Store]:
    store = open_store(mongodb_url, PATIENT)
    yield store
    store.close()


def test_collections_are_made_at_first_use(empty: Store) -> None:
    assert empty.schema.find() is None
    assert empty.schema.upgrade_script().count("db.runCommand(") > len(COLLECTIONS)

    empty.users.add(a_user())

    assert empty.schema.find() == empty.schema.needed == VERSION
    assert empty.schema.upgrade_script() == ""
    assert empty.schema.find_faults() == ()


def test_a_process_that_may_not_upgrade_says_what_to_run(mongodb_url: str) -> None:
    store = open_store(mongodb_url, DatabaseSettings(upgrade_at_start=False, timeout=20))

    with pytest.raises(SchemaBehind, match="daemun db upgrade"):
        store.ping()
    store.schema.upgrade()

    store.ping()
    store.close()


def test_an_upgrade_that_was_stopped_half_way_is_finished_by_the_next(empty: Store) -> None:
    schema = empty.schema
    for command in list(schema._commands())[:7]:  # type: ignore[attr-defined]
        schema._run(command)  # type: ignore[attr-defined]

    empty.users.add(a_user())

    assert schema.find() == VERSION


def test_indexes_of_an_older_version_give_way_to_those_that_replace_them(
    empty: Store, mongodb_url: str
) -> None:
    empty.schema.upgrade()
    with pymongo.MongoClient[dict[str, object]](mongodb_url) as client:
        database = client.get_default_database()
        users = database["daemun_users"]
        users.drop_index("daemun_users_by_email_key")
        only = {"email_key": {"$type": "string"}}
        users.create_index(
            "email_key", name="daemun_users_email_key", unique=True, partialFilterExpression=only
        )
        database["daemun_schema_version"].update_one({}, {"$set": {"version": "0006"}})

        empty.users.add(a_user())

        names = set(users.index_information())
    assert "daemun_users_by_email_key" in names
    assert "daemun_users_email_key" not in names
    assert empty.schema.find() == VERSION


@pytest.mark.parametrize(
    ("collection", "where"),
    [
        ("users", {"username_key": "kim"}),
        ("users", {"email_key": "kim@example.kr"}),
        ("users", {"username_skeleton": "kim"}),
        ("one_time_tokens", {"purpose": "test", "subject": "kim"}),
        ("sessions", {"revoked_at": {"$gte": NOW}}),
        ("roles", {"revoked_at": {"$gte": NOW}}),
        ("totp", {"pending_until": {"$gte": FIRST, "$lte": NOW}}),
    ],
)
def test_whoever_is_looked_for_is_found_by_an_index(
    mongodb_store: Store, collection: str, where: dict[str, object]
) -> None:
    database = mongodb_store.batches
    plan = database.command(  # type: ignore[attr-defined]
        {"explain": {"find": f"daemun_{collection}", "filter": where}}
    )

    assert "IXSCAN" in repr(plan["queryPlanner"]["winningPlan"])


def test_newer_collections_serve_and_are_left_alone(empty: Store) -> None:
    empty.ping()
    versions = empty.schema._client.database["daemun_schema_version"]  # type: ignore[attr-defined]
    versions.update_one({"_id": "schema"}, {"$set": {"version": "9999"}})
    empty.close()

    empty.ping()
    empty.schema.upgrade()

    assert empty.schema.find() == "9999"


def _use(url: str) -> str | None:
    store = open_store(url, PATIENT)
    race(4, lambda _: store.ping())
    found = store.schema.find()
    store.close()
    return found


def test_several_processes_start_at_once_on_an_empty_database(mongodb_url: str) -> None:
    assert race_processes(3, _use, mongodb_url) == [VERSION] * 3


@pytest.fixture
def stand_alone(service_folder: Path) -> Iterator["MongoDb"]:
    from tests.services.mongodb import StandAloneMongoDb

    server = start_or_skip(StandAloneMongoDb(service_folder / "stand-alone"))
    yield server
    server.kill()


def test_a_stand_alone_server_is_refused_with_the_command_that_helps(stand_alone: "MongoDb") -> None:
    store = open_store(stand_alone.url_of("daemun"), PATIENT)

    with pytest.raises(StoreMisconfigured, match=r"rs\.initiate\(\)"):
        store.ping()

    with pytest.raises(StoreMisconfigured, match=r"rs\.initiate\(\)"):
        store.schema.upgrade()
    assert store.schema.find() is None
    store.close()
