"""MongoDB keeps what the tables keep: a new table without its collection fails here."""

from dataclasses import replace

import pytest
from pymongo.errors import WriteError
from sqlalchemy import LargeBinary

from daemun.features.users.model import User
from daemun.storage.mongo.database.fields import (
    BYTES,
    FLAG,
    FOREIGN_TEXT,
    INSTANT,
    JSON,
    NUMBER,
    TEXT,
    WORDS,
    Kind,
)
from daemun.storage.mongo.schema import COLLECTIONS, OWNED, SESSIONS, USERS
from daemun.storage.sql.schema import SECRET, metadata
from daemun.storage.sql.user_data import is_shown, tables_of_users
from daemun.storage.store import Store
from tests.storage.records import NOW, a_session, a_user

KINDS: dict[str, Kind] = {
    "Text": TEXT,
    "ForeignText": FOREIGN_TEXT,
    "Words": WORDS,
    "JsonObject": JSON,
    "Integer": NUMBER,
    "BigInteger": NUMBER,
    "Boolean": FLAG,
    "LargeBinary": BYTES,
    "UtcDateTime": INSTANT,
}


def test_every_table_has_its_collection_with_the_same_fields() -> None:
    tables = {
        table.name: {
            column.name: (KINDS[type(column.type).__name__], bool(column.nullable)) for column in table.c
        }
        for table in metadata.tables.values()
    }

    assert tables == {
        each.name: {field.name: (field.kind, field.nullable) for field in each.fields} for each in COLLECTIONS
    }


def test_the_key_of_a_table_is_the_key_of_its_collection_or_a_unique_index() -> None:
    for collection in COLLECTIONS:
        key = tuple(column.name for column in metadata.tables[collection.name].primary_key)
        unique = [index.fields for index in collection.indexes if index.unique and index.only is None]

        assert key == (collection.key,) or key in unique, collection.name


def test_partial_indexes_are_of_a_kind_that_mongodb_takes_for_comparisons() -> None:
    # Its planner takes an index with `$type` for no equality and no range: every document would be read.
    for collection in COLLECTIONS:
        for index in collection.indexes:
            assert "$type" not in repr(index.only), index.name
            assert index.name not in collection.replaced


def test_exports_show_the_same() -> None:
    for collection in COLLECTIONS:
        columns = metadata.tables[collection.name].c
        shown = {column.name for column in columns if is_shown(column)}

        assert {field.name for field in collection.fields if field.is_shown} == shown
        assert all(
            field.is_secret == bool(columns[field.name].info.get(SECRET))
            for field in collection.fields
            if not isinstance(columns[field.name].type, LargeBinary)
        )


def test_what_goes_with_a_user_there_goes_here() -> None:
    cascading = {
        table.name
        for table, owner in tables_of_users()
        if any(key.ondelete == "CASCADE" for key in owner.foreign_keys)
    }

    assert {each.name for each in OWNED} == cascading


@pytest.mark.parametrize("wrong", [{"profile": 1}, {"created_at": "now"}, {"username": b"kim"}])
def test_validators_keep_wrong_documents_out(mongodb_store: Store, wrong: dict[str, object]) -> None:
    users = next(each for each in COLLECTIONS if each.name == "daemun_users")
    document = users.document_of(a_user("wrong"))
    database = mongodb_store.batches
    mongodb_store.users.delete("user-wrong", now=a_user().created_at)

    with pytest.raises(WriteError):
        database.update(users, {"_id": "user-right"}, {"$set": wrong}) or database._of(users).insert_one(  # type: ignore[attr-defined]
            document | wrong
        )

    assert mongodb_store.users.find("user-wrong") is None


def test_documents_of_an_older_program_can_be_written_and_changed(mongodb_store: Store) -> None:
    database, user = mongodb_store.batches, a_user("older")
    session = a_session(user)
    for collection, record in ((USERS, user), (SESSIONS, session)):
        document = collection.document_of(record)
        for field in collection.fields:
            if field.nullable:
                del document[field.name]
        database.insert(collection, [document])  # type: ignore[attr-defined]

    assert mongodb_store.users.lock(user.id, now=NOW)
    assert mongodb_store.sessions.rotate(session, replace(session, generation=1))


def test_a_field_that_an_older_program_did_not_write_has_its_default() -> None:
    users = next(each for each in COLLECTIONS if each.name == "daemun_users")
    document = users.document_of(a_user())
    del document["username_skeleton"]

    found = users.read(User, document)

    assert found is not None
    assert found.username_skeleton is None
