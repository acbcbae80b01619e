"""SettingsGroup: how a feature declares its settings, once, with types, limits and manual text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, model_validator

_ADDRESSES = ("url", "replica_url")
_UNITS = {
    timedelta(milliseconds=1): ("ms", "millisecond", "milliseconds"),
    timedelta(seconds=1): ("s", "sec", "second", "seconds"),
    timedelta(minutes=1): ("m", "min", "minute", "minutes"),
    timedelta(hours=1): ("h", "hour", "hours"),
    timedelta(days=1): ("d", "day", "days"),
}
"""The units that people and the manual use; pydantic knows only days."""
_UNIT_NAMED = {name: unit for unit, names in _UNITS.items() for name in names}
_DURATION = re.compile(rf"(?P<number>[0-9]+(?:\.[0-9]+)?) ?(?P<unit>{'|'.join(_UNIT_NAMED)}|)")


def written_like(pattern: str, words: str) -> AfterValidator:
    """A validator that matches the whole text; `words` describe it in a refusal: `must be ...`."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise ValueError(f"must be {words}")
        return text

    return AfterValidator(check)


@dataclass(frozen=True, slots=True)
class Unsafe:
    """A value that is safe only in development."""

    field: str
    reason: str
    requirement: str
    """The row of docs/reference/requirements.md that forbids it."""


class SettingsGroup(BaseModel):
    """Frozen, typed settings of one feature. A field's docstring is its text in the manual.

    Values may be text, as in an environment: durations such as `10 minutes`, lists separated by commas.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def find_unsafe(self) -> Iterator[Unsafe]:
        """Values that stop a start outside of development; for groups to override."""
        yield from ()

    @model_validator(mode="before")
    @classmethod
    def _read_text(cls, given: object) -> object:
        if not isinstance(given, Mapping):
            return given
        return {name: cls._read_value(name, value) for name, value in given.items()}

    @classmethod
    def _read_value(cls, name: str, value: object) -> object:
        field = cls.model_fields.get(name)
        if field is None or not isinstance(value, str):
            return value
        # Env files may have Windows line ends, and Kubernetes secrets a final newline. In a secret every
        # character counts, unless it is a URL.
        if SecretStr not in (field.annotation, *get_args(field.annotation)) or name in _ADDRESSES:
            value = value.strip()
        if field.annotation is timedelta and (written := _DURATION.fullmatch(value)) is not None:
            return float(written["number"]) * _UNIT_NAMED[written["unit"] or "s"]
        if tuple in {get_origin(each) for each in (field.annotation, *get_args(field.annotation))}:
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value
