"""Which errors mean "try again later", and that the log of them tells nothing personal."""

import logging
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    ResourceClosedError,
)
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from daemun.problem import StoreUnavailable
from daemun.storage.open_store import open_store
from daemun.storage.resilience.errors import StoreLost
from daemun.storage.sql.database.failures import unavailable_if_down, why_unavailable
from tests.storage.records import a_user, an_event


class FromServer(Exception):
    def __init__(self, sqlstate: str | None, text: str = "secret value") -> None:
        super().__init__(text)
        self.sqlstate = sqlstate


def _wrapped(kind: type[DBAPIError], original: Exception) -> DBAPIError:
    return kind("SELECT 1", {}, original)


@pytest.mark.parametrize(
    "sqlstate",
    [
        "08006",
        "40001",
        "40P01",
        "53300",
        "53100",
        "55P03",
        "57014",
        "57P01",
        "57P03",
        "58030",
        "25006",
        "25P03",
    ],
)
def test_a_server_in_trouble_is_unavailable(sqlstate: str) -> None:
    error = _wrapped(OperationalError, FromServer(sqlstate))

    assert (why_unavailable(error) or "").startswith(f"SQLSTATE {sqlstate}")


@pytest.mark.parametrize("sqlstate", ["42601", "42P01", "22001", "23505", "23502"])
def test_a_fault_of_ours_stays_a_fault(sqlstate: str) -> None:
    assert why_unavailable(_wrapped(ProgrammingError, FromServer(sqlstate))) is None


def test_a_connection_that_is_closed_before_it_is_ready_is_lost() -> None:
    with pytest.raises(StoreLost, match="connection lost"), unavailable_if_down:
        raise ResourceClosedError("This Connection is closed")
    with pytest.raises(ResourceClosedError), unavailable_if_down:
        raise ResourceClosedError("This result object does not return rows.")


def test_without_a_code_the_reason_is_the_first_line_about_the_connection() -> None:
    error = _wrapped(OperationalError, FromServer(None, "connection refused\nIs the server running?"))

    assert why_unavailable(error) == "connection refused"


def test_no_free_connection_is_unavailable() -> None:
    assert why_unavailable(NoFreeConnection("QueuePool limit")) == "every connection is in use"


def test_faults_of_sqlite_statements_stay_faults() -> None:
    for statement in ["SELEC 1", "SELECT * FROM nothing"]:
        with (
            closing(sqlite3.connect(":memory:")) as connection,
            pytest.raises(sqlite3.OperationalError) as caught,
        ):
            connection.execute(statement)
        assert why_unavailable(_wrapped(OperationalError, caught.value)) is None


@pytest.mark.parametrize("kind", [IntegrityError, DataError])
def test_other_errors_pass_unchanged(kind: type[DBAPIError]) -> None:
    error = _wrapped(kind, FromServer("23505"))

    with pytest.raises(kind) as caught, unavailable_if_down:
        raise error

    assert caught.value is error


def test_the_refusal_carries_nothing_of_the_drivers_text(caplog: pytest.LogCaptureFixture) -> None:
    error = _wrapped(OperationalError, FromServer("57P01", "kim@example.kr"))

    with caplog.at_level(logging.DEBUG), pytest.raises(StoreUnavailable) as caught, unavailable_if_down:
        raise error

    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None
    assert "57P01" in caplog.text
    assert "kim" not in caplog.text


def test_an_error_of_ours_shows_no_parameters(database_url: str) -> None:
    store = open_store(database_url)
    event = an_event(name="marker", details={"marker": "marker"})
    store.audit.add(event)

    with pytest.raises(IntegrityError) as caught:
        store.audit.add(event)
    store.users.add(a_user())
    store.close()

    assert "user.logged_in" not in str(caught.value)
    assert "Browser" not in str(caught.value)
