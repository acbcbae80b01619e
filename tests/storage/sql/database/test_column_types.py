"""What goes into a column comes back equal."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Engine, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.types import TypeEngine

from daemun.storage.sql.database.column_types import ForeignText, JsonObject, UtcDateTime, Words


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url, hide_parameters=True)
    yield engine
    engine.dispose()


def _stored(engine: Engine, kind: type[TypeEngine[Any]], value: object) -> object:
    table = Table("things", MetaData(), Column("thing", kind))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), {"thing": value})
        return connection.execute(select(table.c.thing)).scalar_one()


@pytest.mark.parametrize(
    "instant",
    [
        None,
        datetime(2026, 11, 23, 9, 30, 15, 123_000, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 59, 59, 999_000, tzinfo=UTC),
    ],
)
def test_an_instant_comes_back_equal_and_in_utc(engine: Engine, instant: datetime | None) -> None:
    stored = _stored(engine, UtcDateTime, instant)

    assert stored == instant
    assert stored is None or (isinstance(stored, datetime) and stored.tzinfo is UTC)


def test_an_instant_of_another_zone_comes_back_in_utc(engine: Engine) -> None:
    seoul = timezone(timedelta(hours=9))

    stored = _stored(engine, UtcDateTime, datetime(2026, 11, 23, 18, 30, tzinfo=seoul))

    assert stored == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_an_instant_is_cut_to_milliseconds(engine: Engine) -> None:
    stored = _stored(engine, UtcDateTime, datetime(2026, 11, 23, 9, 30, 0, 123_999, tzinfo=UTC))

    assert stored == datetime(2026, 11, 23, 9, 30, 0, 123_000, tzinfo=UTC)


def test_a_naive_datetime_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="naive"):
        _stored(engine, UtcDateTime, datetime(2026, 11, 23))  # noqa: DTZ001


@pytest.mark.parametrize("words", [None, (), ("pwd",), ("pwd", "otp", "mfa")])
def test_words_come_back_equal(engine: Engine, words: tuple[str, ...] | None) -> None:
    assert _stored(engine, Words, words) == words


@pytest.mark.parametrize(
    "value", [None, {}, {"이름": "김민수", "list": [1, 2.5, None, True], "deep": {"odd": "\0\ud800😀"}}]
)
def test_a_json_object_comes_back_equal(engine: Engine, value: dict[str, object] | None) -> None:
    assert _stored(engine, JsonObject, value) == value


def test_what_is_not_json_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError):
        _stored(engine, JsonObject, {"not": float("nan")})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("", ""),
        ("한국어 😀", "한국어 😀"),
        ("a\0b", "a\ufffdb"),
        ("\ud83d!", "\ufffd!"),
        ("a\udcff", "a\ufffd"),
    ],
)
def test_of_foreign_text_only_what_no_database_takes_is_replaced(
    engine: Engine, sent: str, kept: str
) -> None:
    assert _stored(engine, ForeignText, sent) == kept
