"""What becomes of statements when MongoDB is away, loses a connection or undoes a transaction."""

import gc
import os
import warnings
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from daemun.features.lockout.model import Limit
from daemun.problem import StoreUnavailable
from daemun.storage.mongo.schema import LOCKOUT
from daemun.storage.open_store import open_store, open_store_on
from daemun.storage.settings import DatabaseSettings
from daemun.storage.store import Store
from tests.storage.conftest import PATIENT
from tests.storage.records import A_MINUTE, NOW, a_user

if TYPE_CHECKING:
    from tests.services.mongodb import AnyMongoDb, MongoDb

ANY = Limit("any", A_MINUTE, ())


@pytest.fixture
def own_store(own_mongodb: "MongoDb") -> Iterator[Store]:
    store = open_store(own_mongodb.url_of("daemun"))
    yield store
    store.close()


def _wait_until_it_answers(store: Store) -> None:
    gives_up_at = monotonic() + 10
    while True:
        try:
            return store.ping()
        except StoreUnavailable:
            assert monotonic() < gives_up_at


def _fail_once(server: "MongoDb", command: str, **how: object) -> None:
    with server.connect() as client:
        client.admin.command(
            "configureFailPoint",
            "failCommand",
            mode={"times": 1},
            data={"failCommands": [command], **how},
        )


def test_a_store_that_is_dropped_leaves_no_client_open(mongodb_url: str) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        open_store(mongodb_url).ping()
        gc.collect()

    assert told == []


def test_a_transaction_that_mongodb_undid_is_run_again_from_its_start(
    own_mongodb: "MongoDb", own_store: Store
) -> None:
    own_store.ping()
    runs: list[int] = []
    told: list[str] = []

    def work() -> None:
        runs.append(1)
        own_store.users.add(a_user())
        own_store.batches.after_commit(lambda: told.append("told"))

    _fail_once(own_mongodb, "insert", errorCode=112, errorLabels=["TransientTransactionError"])
    own_store.batches.in_batch(work)

    assert (len(runs), told) == (2, ["told"])
    assert own_store.users.find("user-kim") == a_user()


def test_a_write_whose_connection_was_lost_is_done_once(own_mongodb: "MongoDb", own_store: Store) -> None:
    own_store.lockout.count_try("kim", ANY, now=NOW)

    _fail_once(own_mongodb, "update", closeConnection=True)
    own_store.batches.update(LOCKOUT, {"_id": "kim"}, {"$inc": {"tries": 1}})  # type: ignore[attr-defined]

    assert own_store.lockout.find_tries("kim", ANY, now=NOW) == 2


def test_a_commit_whose_answer_was_lost_is_committed_once(own_mongodb: "MongoDb", own_store: Store) -> None:
    own_store.ping()

    _fail_once(own_mongodb, "commitTransaction", closeConnection=True)
    assert own_store.lockout.count_try("kim", ANY, now=NOW).tries == 1

    assert own_store.lockout.find_tries("kim", ANY, now=NOW) == 1


@pytest.mark.requirement("RL-04")
def test_a_server_that_is_down_is_unavailable_within_2_seconds_until_it_is_up(
    own_mongodb: "MongoDb", own_store: Store
) -> None:
    own_store.users.add(a_user())
    own_mongodb.kill()

    began = monotonic()
    with pytest.raises(StoreUnavailable):
        own_store.users.find("user-kim")
    took = monotonic() - began
    own_mongodb.start()

    # Two seconds, and a little for a machine that is busy with other tests.
    assert took < 2.5
    _wait_until_it_answers(own_store)
    assert own_store.users.find("user-kim") == a_user()


def test_what_was_confirmed_survives_the_end_of_the_server(own_mongodb: "MongoDb", own_store: Store) -> None:
    for number in range(20):
        own_store.users.add(a_user(f"kim{number}"))

    own_mongodb.kill()
    own_mongodb.start()
    _wait_until_it_answers(own_store)

    assert len(own_store.users.list_page()) == 20


def test_a_forked_child_works_on_connections_of_its_own(mongodb_url: str) -> None:
    store = open_store(mongodb_url, PATIENT)
    store.users.add(a_user())

    child = os.fork()
    if child == 0:
        found = store.users.find("user-kim")
        store.users.add(a_user("lee"))
        os._exit(0 if found == a_user() else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert [user.id for user in store.users.list_page()] == ["user-kim", "user-lee"]
    store.close()


def test_a_host_may_hand_over_its_own_client(shared_mongodb: "AnyMongoDb", mongodb_url: str) -> None:
    name = mongodb_url.rpartition("/")[2]
    with shared_mongodb.connect() as client:
        store = open_store_on(client, DatabaseSettings(name=name, timeout=20))
        store.users.add(a_user())
        store.close()

        assert client[name]["daemun_users"].count_documents({}) == 1
        assert store.users.find("user-kim") == a_user()


def test_statements_are_reported_with_their_collection_and_without_values(mongodb_url: str) -> None:
    store = open_store(mongodb_url, PATIENT)
    seen: list[tuple[str, bool]] = []

    def note(statement: str, *, took: float, failed: bool) -> None:
        assert took >= 0
        seen.append((statement, failed))

    store.inspection.watch(note)
    store.users.find("user-kim")
    store.close()

    assert seen == [("find daemun_users", False)]
