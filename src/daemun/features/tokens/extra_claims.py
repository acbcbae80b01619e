"""The result of the application's `claims=`, as JSON values."""

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Final
from uuid import UUID

_MAX_DEPTH: Final = 8


class ClaimsRefused(ValueError):
    """The application's `claims=` returned what a token cannot carry. Names the claim, never its value."""


def claim_name(name: object) -> str:
    """Read the name of a claim. Raises ClaimsRefused unless it is text."""
    if not isinstance(name, str):
        raise ClaimsRefused(f"claims= gave `{name}`, which is no text, as the name of a claim")
    return _text(name, name)


def read_claim(name: str, value: object, depth: int = 0) -> object:
    """Convert a claim to JSON: ids, times and amounts become text. Raises ClaimsRefused.

    name: its place, such as `team` or `team.members[0]`.
    """
    if depth > _MAX_DEPTH:
        raise ClaimsRefused(f"claims= may nest {_MAX_DEPTH} values: `{name}` is deeper")
    match value:
        case Enum():
            return read_claim(name, value.value, depth + 1)
        case None | bool() | int():
            return value
        case str():
            return _text(name, value)
        case float() if math.isfinite(value):
            return value
        case UUID() | Decimal():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return {
                _key(name, key): read_claim(f"{name}.{key}", member, depth + 1)
                for key, member in value.items()
            }
        case list() | tuple():
            return [read_claim(f"{name}[{at}]", member, depth + 1) for at, member in enumerate(value)]
        case _:
            raise ClaimsRefused(
                f"claims= gave `{name}` a {type(value).__name__} that JSON has not:"
                " give text, a finite number, a list or a dict"
            )


def _text(name: str, value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ClaimsRefused(f"claims= gave `{name}` text that is not Unicode") from None
    return str(value)


def _key(name: str, key: object) -> str:
    if not isinstance(key, str):
        raise ClaimsRefused(f"claims= gave `{name}` a member whose name is no text")
    return _text(name, key)
