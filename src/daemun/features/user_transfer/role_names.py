"""Several roles in one cell of a table, as spreadsheets, databases and people write them."""

import csv
import json
import re
from typing import Final

_SEPARATORS: Final = re.compile(r"\s*[,;|\n]\s*")
_SMALL_WORDS: Final = re.compile(r"[a-z0-9_.:\-\s]+", re.ASCII)


def read_role_names(text: str) -> tuple[str, ...]:
    """Read `editor,reader`, `editor; reader`, `["editor"]`, `{editor,"Site Admin"}` (PostgreSQL) or one role.

    Spaces separate names of small ASCII letters and digits alone: `Site Admin` is one role.
    """
    text = text.strip()
    if text.startswith("["):
        try:
            names = json.loads(text)
        except (ValueError, RecursionError):
            return (text,)
        return tuple(map(str, names)) if isinstance(names, list) else (text,)
    if text.startswith("{") and text.endswith("}"):
        return tuple(name for name in next(csv.reader([text[1:-1]], escapechar="\\"), []) if name)
    if _SEPARATORS.search(text):
        return tuple(name for name in _SEPARATORS.split(text) if name)
    return tuple(text.split()) if _SMALL_WORDS.fullmatch(text) else (text,) if text else ()


def written_role_names(names: tuple[str, ...]) -> str:
    """Write roles so that they are read again: with commas where that is enough, else as JSON."""
    text = ",".join(names)
    return text if read_role_names(text) == names else json.dumps(names, ensure_ascii=False)
