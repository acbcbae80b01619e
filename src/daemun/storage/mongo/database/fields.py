"""Kinds of values: each comes back as it was stored, and a validator rejects others."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from daemun.clock import whole_milliseconds
from daemun.storage.foreign_text import storable


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one kind are stored. None is stored as null."""

    bson_types: tuple[str, ...]
    encode: Callable[[Any], object] = lambda value: value
    decode: Callable[[Any], object] = lambda value: value


def _instant(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a naive datetime has no place in the database")
    return whole_milliseconds(value.astimezone(UTC))


def _json(value: object) -> str:
    return json.dumps(dict(value), allow_nan=False, separators=(",", ":"))  # type: ignore[call-overload]


def _words(value: Sequence[str]) -> list[str]:
    return list(value)


TEXT: Final = Kind(("string",))
FOREIGN_TEXT: Final = Kind(("string",), encode=storable)
"""Untrusted text that is only displayed: what a database cannot store becomes U+FFFD."""
NUMBER: Final = Kind(("int", "long"))
FLAG: Final = Kind(("bool",))
BYTES: Final = Kind(("binData",))
INSTANT: Final = Kind(("date",), encode=_instant)
"""Aware UTC, cut to whole milliseconds; a naive datetime is refused."""
WORDS: Final = Kind(("array",), encode=_words, decode=tuple)
JSON: Final = Kind(("string",), encode=_json, decode=json.loads)
"""A JSON object as ASCII text: no name in it is special to MongoDB, and NUL and lone surrogates fit."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of every document in a collection."""

    name: str
    kind: Kind
    nullable: bool = False
    is_secret: bool = False
    """Whether a user's export omits it; bytes are always omitted."""

    @property
    def is_shown(self) -> bool:
        """Whether a user's export includes it."""
        return self.kind is not BYTES and not self.is_secret

    def encode(self, value: object) -> object:
        """Convert a value for storage."""
        return None if value is None else self.kind.encode(value)

    def decode(self, value: object) -> object:
        """Convert a stored value back."""
        return None if value is None else self.kind.decode(value)

    @property
    def rule(self) -> dict[str, object]:
        """The rule for `$jsonSchema`."""
        types = [*self.kind.bson_types, "null"] if self.nullable else list(self.kind.bson_types)
        return {"bsonType": types}
