"""Several roles in one cell of a table, as spreadsheets, databases and people write them."""

import ast
import csv
import json
import re
from collections.abc import Mapping
from typing import Final

_SEPARATORS: Final = re.compile(r"\s*[,;|\n，、；]\s*")
_SMALL_WORDS: Final = re.compile(r"[a-z0-9_.:\-\s]+", re.ASCII)


def read_role_names(text: str) -> tuple[str, ...]:
    """Read `editor,reader`, `editor; reader`, `["editor"]` (JSON, Python), `{editor,"Site Admin"}`
    (PostgreSQL), or one role.

    An object of JSON is one role by its `name`, or those that are true. Spaces separate names of small ASCII
    letters and digits alone: `Site Admin` is one role.
    """
    text = text.strip()
    if text.startswith("["):
        names = _read_list(text)
        return (text,) if names is None else tuple(map(str, map(role_name, names)))
    if text.startswith("{") and text.endswith("}"):
        members = _read_object(text)
        if members is not None:
            return _names_in(members, text)
        return tuple(name for name in next(csv.reader([text[1:-1]], escapechar="\\"), []) if name)
    if _SEPARATORS.search(text):
        return tuple(name for name in _SEPARATORS.split(text) if name)
    return tuple(text.split()) if _SMALL_WORDS.fullmatch(text) else (text,) if text else ()


def role_name(given: object) -> object:
    """The name of a role that is an object."""
    return given.get("name", given) if isinstance(given, Mapping) else given


def _read_list(text: str) -> list[object] | None:
    for read in (json.loads, ast.literal_eval):
        try:
            names = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        return names if isinstance(names, list) else None
    return None


def _read_object(text: str) -> dict[str, object] | None:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return members if isinstance(members, dict) and members else None


def _names_in(members: Mapping[str, object], text: str) -> tuple[str, ...]:
    """The name of one role, or each that is true; else the text, which is no role."""
    if isinstance(name := members.get("name"), str):
        return (name,)
    are_flags = all(isinstance(value, bool) for value in members.values())
    return tuple(name for name, value in members.items() if value) if are_flags else (text,)


def written_role_names(names: tuple[str, ...]) -> str:
    """Write roles so that they can be read again: with commas if that is enough, else as JSON."""
    text = ",".join(names)
    return text if read_role_names(text) == names else json.dumps(names, ensure_ascii=False)
