"""What an operator should know of a MongoDB, and how it is put right."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from daemun.problem import StoreMisconfigured
from daemun.storage.mongo.database.set_up import remark_on_server
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from tests.storage.conftest import PATIENT
from tests.storage.records import a_user

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SET = {"setName": "rs0", "hosts": ["one", "two", "three"], "passives": ["four"], "arbiters": ["five"]}


def remarks_on(version: str, **hello: object) -> dict[str, tuple[str, str]]:
    remarks = remark_on_server({"version": version}, SET | hello)
    return {each.subject: (each.sentence, each.remedy) for each in remarks}


def test_a_version_that_its_makers_still_fix_is_right() -> None:
    assert remarks_on("7.0.15")["version"] == ("MongoDB 7.0.15", "")
    assert "upgrade" in remarks_on("6.0.27-rc1")["version"][1]


def test_a_set_is_told_with_the_members_that_hold_data() -> None:
    assert remarks_on("8.2.1")["replica_set"] == ("the set rs0 has 4 members with data", "")
    assert "nobody logs in" in remarks_on("8.2.1", hosts=["one"], passives=[])["replica_set"][0]
    [_, cluster, _] = remark_on_server({"version": "8.2.1"}, {"msg": "isdbgrid"})
    assert cluster.sentence == "it is a sharded cluster"


@pytest.mark.parametrize(("seconds", "is_told"), [(0, False), (10, False), (45, True)])
def test_members_that_fall_behind_are_told(seconds: int, is_told: bool) -> None:
    behind = {"lastWriteDate": NOW, "majorityWriteDate": NOW - timedelta(seconds=seconds)}

    sentence, remedy = remarks_on("8.2.1", lastWrite=behind)["write_concern"]

    assert ("45 s behind" in sentence, bool(remedy)) == (is_told, is_told)


@pytest.fixture
def store(mongodb_url: str) -> Iterator[Store]:
    store = open_store(mongodb_url, PATIENT)
    store.ping()
    yield store
    store.close()


def wrong(store: Store) -> list[tuple[str, str]]:
    return [(each.sentence, each.remedy) for each in store.inspection.remarks() if each.is_wrong]


def test_indexes_and_validators_that_somebody_removed_are_told_and_put_back(store: Store) -> None:
    assert wrong(store) == []
    database = store.batches._client.database  # type: ignore[attr-defined]
    database["daemun_users"].drop_index("daemun_users_by_email_key")
    database["daemun_roles"].drop()
    database.command({"collMod": "daemun_sessions", "validator": {}})

    assert [sentence for sentence, _ in wrong(store)] == [
        "the index daemun_users_by_email_key is missing",
        "the collection daemun_roles is missing",
        "the validator of daemun_sessions is missing, or another",
    ]
    store.schema.upgrade()

    assert wrong(store) == []


def test_an_index_that_is_not_unique_any_more_is_told_with_what_to_drop(store: Store) -> None:
    users = store.batches._client.database["daemun_users"]  # type: ignore[attr-defined]
    users.drop_index("daemun_users_by_username_key")
    users.create_index("username_key", name="daemun_users_by_username_key")

    [(sentence, remedy)] = wrong(store)
    assert sentence == "the index daemun_users_by_username_key is another than Daemun made"
    assert 'dropIndex("daemun_users_by_username_key")' in remedy
    with pytest.raises(StoreMisconfigured, match="daemun doctor"):
        store.schema.upgrade()
    users.drop_index("daemun_users_by_username_key")
    for name in ("kim", "lee"):
        store.users.add(a_user(name))
    users.update_many({}, {"$set": {"username_key": "kim"}})
    with pytest.raises(StoreMisconfigured, match="keep one of each"):
        store.schema.upgrade()
    users.delete_one({"_id": "user-lee"})
    store.schema.upgrade()

    assert wrong(store) == []
