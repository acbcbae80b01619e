"""Column types: values come back equal from every database."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.types import TypeDecorator

from daemun.clock import whole_milliseconds
from daemun.storage.foreign_text import storable

# PostgreSQL's other collations change with the operating system, and a unique index silently breaks.
EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")
"""Text that is looked up: ids and unique keys, compared byte by byte."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out, cut to whole milliseconds; a naive datetime is refused.

    On SQLite it is text in SQLAlchemy's format, converted in one step instead of two.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], datetime | str | None]:
        return _utc_text if dialect.name == "sqlite" else _utc

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], datetime | None]:
        return _read_utc_text if dialect.name == "sqlite" else _read_utc


def _utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a naive datetime has no place in the database")
    return whole_milliseconds(value.astimezone(UTC))


def _utc_text(value: datetime | None) -> str | None:
    instant = _utc(value)
    return None if instant is None else instant.replace(tzinfo=None).isoformat(" ", "microseconds")


def _read_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _read_utc_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class Words(TypeDecorator[tuple[str, ...]]):
    """A tuple of words without spaces, stored as space-separated text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value.split())


class JsonObject(TypeDecorator[Mapping[str, object]]):
    """A JSON object, stored as ASCII text: NUL and lone surrogates are escaped, as every database
    requires.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, object] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(dict(value), allow_nan=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, object] | None:
        return None if value is None else json.loads(value)


class ForeignText(TypeDecorator[str]):
    """Untrusted text that is only displayed: characters that a database cannot store become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)
