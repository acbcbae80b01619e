"""Statements: whether SQLAlchemy runs one or the driver, everybody sees the same."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Row, bindparam, delete, event, func, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from daemun.problem import StoreUnavailable
from daemun.storage.open_store import open_store
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values
from daemun.storage.sql.schema import audit_events, metadata, sessions, users
from daemun.storage.store import Store
from tests.storage.conftest import PATIENT
from tests.storage.records import a_user, an_event
from tests.storage.test_copying import fill

_READ_EVERYTHING = {
    table.name: select(table).order_by(*table.primary_key) for table in metadata.sorted_tables
}
_READ_JOINED = select(sessions, users).join(users, users.c.id == sessions.c.user_id)
_BY_ID = select(users).where(users.c.id == bindparam("id"))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = open_store(database_url, PATIENT)
    yield store
    store.close()


@pytest.fixture
def database(store: Store) -> Database:
    assert isinstance(store.batches, Database)
    return store.batches


def everything(database: Database) -> Mapping[str, Sequence[Row[Any]]]:
    statements = {**_READ_EVERYTHING, "joined": _READ_JOINED}
    return {name: database.rows(statement) for name, statement in statements.items()}


@pytest.fixture
def only_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("SQLAlchemy ran it")

    monkeypatch.setattr(Connection, "execute", refuse)


def test_rows_are_equal_and_have_equal_names_and_types(
    store: Store, database: Database, request: pytest.FixtureRequest
) -> None:
    fill(store)
    by_sqlalchemy = everything(database)
    request.getfixturevalue("only_the_driver")

    for _ in range(2):
        by_driver = everything(database)
        assert by_driver == by_sqlalchemy
        for name, rows in by_driver.items():
            assert rows, f"{name} is empty"
            for row, other in zip(rows, by_sqlalchemy[name], strict=True):
                assert row._fields == other._fields
                assert dict(row._mapping) == dict(other._mapping)
                assert [type(value) for value in row] == [type(value) for value in other]


def test_what_is_written_is_equal(store: Store, database: Database) -> None:
    fill(store)
    before = everything(database)
    inserts = {table: insert(table) for table in metadata.sorted_tables}

    for _ in range(3):
        for table in reversed(metadata.sorted_tables):
            database.write(delete(table))
        for table, statement in inserts.items():
            for row in before[table.name]:
                database.write(statement, dict(row._mapping))

    assert everything(database) == before


def test_changed_rows_are_counted_and_returned(database: Database) -> None:
    rename = update(users).where(users.c.id == bindparam("of_id")).values(username=bindparam("name"))
    renaming = rename.returning(users.c.id, users.c.username)
    for name in ("kim", "lee"):
        database.write(insert(users), column_values(a_user(name)))

    for name in ("a", "b", "c"):
        one, none = {"of_id": "user-kim", "name": name}, {"of_id": "nobody", "name": name}
        both = [one, {"of_id": "user-lee", "name": name}]
        assert database.write(rename, one) == 1
        assert database.write(rename, none) == 0
        assert database.write(rename, both) == 2
        assert database.write(rename, [one]) == 1
        assert [tuple(row) for row in database.write_returning(renaming, one)] == [("user-kim", name)]
        assert list(database.write_returning(renaming, none)) == []


def test_one_statement_serves_values_of_different_names(database: Database) -> None:
    add = insert(users)
    whole = column_values(a_user("kim"))
    required = {name: value for name, value in column_values(a_user("lee")).items() if value is not None}

    for _ in range(3):
        database.write(delete(users))
        database.write(add, whole)
        database.write(add, required)

    assert database.rows(select(func.count()).select_from(users))[0][0] == 2


def test_refusals_are_equal_and_quote_no_values(database: Database) -> None:
    add = insert(users)
    database.write(add, column_values(a_user("kim")))

    for _ in range(3):
        with pytest.raises(IntegrityError) as caught:
            database.write(add, column_values(a_user("kim", profile={"name": "Kim Minsu"})))
        assert "Kim Minsu" not in str(caught.value)
        with pytest.raises((StatementError, ValueError)):
            database.write(add, column_values(a_user("lee", created_at=datetime(2026, 11, 23))))  # noqa: DTZ001
        with pytest.raises((StatementError, KeyError)):
            database.rows(_BY_ID, {})


def test_what_no_column_can_hold_is_in_no_row(database: Database) -> None:
    for _ in range(3):
        assert database.rows(_BY_ID, {"id": "\ud800"}) == ()
        assert not database.rows(_BY_ID, {"id": "\0"})


def test_a_batch_that_failed_writes_nothing(database: Database) -> None:
    add = insert(users)
    database.write(add, column_values(a_user("kim")))
    database.rows(_BY_ID, {"id": "user-lee"})

    def add_both() -> None:
        database.write(add, column_values(a_user("lee")))
        database.write(add, column_values(a_user("kim")))

    def add_in_spite_of_it() -> None:
        with suppress(IntegrityError):
            add_both()
        with suppress(StoreUnavailable):
            database.write(add, column_values(a_user("park")))

    for _ in range(3):
        with pytest.raises(IntegrityError):
            database.in_batch(add_both)
        with pytest.raises(StoreUnavailable):
            database.in_batch(add_in_spite_of_it)

    assert [row.id for row in database.rows(select(users))] == ["user-kim"]


def test_those_who_watch_see_every_statement(store: Store, database: Database) -> None:
    seen: list[tuple[str, bool]] = []

    def note(statement: str, *, took: float, failed: bool) -> None:
        assert 0 < took < 60
        seen.append((statement, failed))

    store.inspection.watch(note)
    event_of_ours = an_event()
    store.audit.add(event_of_ours)
    seen.clear()

    for _ in range(3):
        with pytest.raises(IntegrityError):
            store.audit.add(event_of_ours)
        store.audit.find_newest()

    [failed, read] = seen[:2]
    assert audit_events.name in failed[0]
    assert failed[1]
    assert not read[1]
    assert seen == [failed, read] * 3


def test_others_who_listen_get_what_sqlalchemy_gives(database: Database) -> None:
    contexts: list[object] = []

    def listen(*given: object) -> None:
        contexts.append(given[4])

    database.ping()
    database.ping()
    event.listen(database._engine, "before_cursor_execute", listen)
    database.ping()

    assert None not in contexts
    assert len(contexts) == 1


def test_a_lost_connection_is_not_used_again(postgres_url: str) -> None:
    store = open_store(postgres_url, PATIENT)
    database = store.batches
    assert isinstance(database, Database)
    own_process = select(func.pg_backend_pid())
    end = select(func.pg_terminate_backend(bindparam("process")))
    for _ in range(2):
        database.rows(own_process)
        database.rows(end, {"process": 0})

    def lose() -> None:
        [[process]] = database.rows(own_process)
        with suppress(StoreUnavailable):
            database.rows(end, {"process": process})
        # Not on another connection either.
        database.rows(own_process)

    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            database.in_batch(lose)
        assert database.rows(own_process)
    store.close()
