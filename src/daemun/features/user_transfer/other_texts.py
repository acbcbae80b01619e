"""Texts that are taken for CSV but are none, and what to do instead."""

import re
from itertools import islice
from typing import Final, TextIO

from daemun.features.user_transfer.errors import UnreadableFile

_LONG_ENOUGH: Final = 4096
_DRAWN: Final = (
    "this is a table as psql, mysql and others draw it for people: have it written as CSV, such as by"
    r" `psql --csv`, `\copy (select ...) to 'users.csv' csv header` or `mysql --batch`"
)
_BY_FIRST_LINE: Final = (
    (
        re.compile(
            r"--(\s|$)|/\*|insert\s+into\s|create\s+(table|database|schema)\s|drop\s+table\s|copy\s.+\sfrom\s+stdin"
            r"|set\s+\S+\s*=|pragma\s|begin(\s+transaction)?;",
            re.IGNORECASE,
        ),
        "this is SQL: load it into a database, and have its table of users written as CSV",
    ),
    (re.compile(r"<[?!a-z]", re.IGNORECASE), "this is HTML or XML, whatever its name says: save it as CSV"),
    (re.compile(r"-\[ RECORD|\*{5}"), _DRAWN),
)
_RULE: Final = re.compile("(?=.*(--|==|[─━═]))[-=+|:\\s─-╿]+")
"""The line below or above the names of columns; Markdown has one, too."""


def refuse_other_texts(file: TextIO) -> None:
    """Leave the file at its beginning. Raises UnreadableFile."""
    lines = (line.strip().lstrip("\ufeff") for line in iter(lambda: file.readline(_LONG_ENOUGH), ""))
    first, second = [*islice(filter(None, lines), 2), "", ""][:2]
    file.seek(0)
    for pattern, advice in _BY_FIRST_LINE:
        if pattern.match(first):
            raise UnreadableFile(advice)
    if _RULE.fullmatch(first) or _RULE.fullmatch(second):
        raise UnreadableFile(_DRAWN)
