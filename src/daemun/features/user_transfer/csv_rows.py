"""Reading CSV of any size, one user at a time; what is broken becomes a BrokenRow."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import islice, zip_longest
from typing import Final, TextIO

from daemun.features.user_transfer.backslashes import (
    EscapedLines,
    are_all_escapes,
    has_nulls_and_no_quotes,
    without_stand_ins,
)
from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import BrokenRow
from daemun.features.user_transfer.raw_rows import Raw, broken_row, has_lone_surrogates

_DELIMITERS: Final = (",", ";", "\t", "|")
_NAMED_DELIMITER: Final = re.compile(r'"?sep=(?P<delimiter>[^\r\n"])"?\s*', re.IGNORECASE)
_NULLS: Final = frozenset({"NULL", "[NULL]", "\\N", "null", "None"})
"""Nothing, as spreadsheets, DBeaver, phpMyAdmin, MySQL, Supabase's console and Python write it."""
_ENOUGH: Final = 100
"""Broken rows that show how a file is written."""


class _Dialect(Enum):
    """How values are written in which a quote or a delimiter stands."""

    QUOTES = auto()
    """Quotes around them, and quotes in them doubled: RFC 4180."""
    ESCAPES = auto()
    """Quotes around them, and a backslash before quotes in them: phpMyAdmin and MySQL, where asked."""
    TEXT = auto()
    """A backslash before everything special, and a quote is none: `mysqldump --tab`, PostgreSQL's COPY."""


def csv_rows(file: TextIO, header: tuple[str, ...] = ()) -> Iterator[Raw | BrokenRow]:
    """Read CSV from the beginning of a file: comma, semicolon, tab or bar, found by the first line. Without
    `header` that line is one.

    What stands for nothing is an empty text; a row of nothing else is left out.
    """
    dialect = _find_dialect(file, header)
    file.seek(0)
    yield from _rows(file, header, dialect)


def csv_columns(file: TextIO) -> tuple[str, ...]:
    """The names of columns in the first line, in small letters with `_` for spaces. Raises UnreadableFile."""
    return _column_names(_open_csv(file, _Dialect.QUOTES)[1])


def _find_dialect(file: TextIO, header: tuple[str, ...]) -> _Dialect:
    """RFC 4180, unless the whole file says otherwise: what is right by it stays as it is."""
    if not are_all_escapes(file):
        return _Dialect.QUOTES
    file.seek(0)
    if _delimiter(_Lines(file)) == "\t":
        file.seek(0)
        if has_nulls_and_no_quotes(file):
            return _Dialect.TEXT
        likely = tuple(_Dialect)
    else:
        likely = (_Dialect.QUOTES, _Dialect.ESCAPES)
    return min(likely, key=lambda dialect: _count_broken(file, header, dialect))


def _count_broken(file: TextIO, header: tuple[str, ...], dialect: _Dialect) -> int:
    file.seek(0)
    broken = (row for row in _rows(file, header, dialect) if isinstance(row, BrokenRow))
    return sum(1 for _ in islice(broken, _ENOUGH))


def _rows(file: TextIO, header: tuple[str, ...], dialect: _Dialect) -> Iterator[Raw | BrokenRow]:
    lines, reader = _open_csv(file, dialect)
    names = header or _column_names(reader)
    if not header:
        _refuse_doubles(names)
        lines.start()
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # A quote that is never closed takes in lines that are fine: they are read again.
            yield lines.first_as_broken()
            continue
        if any(value.strip() for value in values):
            yield lines.broken() if lines.has_lone_surrogates() else _named(names, values, lines)
        lines.start()


def _open_csv(file: TextIO, dialect: _Dialect) -> tuple["_Lines", Iterator[list[str]]]:
    lines = _Lines(file)
    delimiter = _delimiter(lines)
    if dialect is _Dialect.QUOTES:
        return lines, csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    escaped = EscapedLines(lines)
    reader = (
        csv.reader(escaped, delimiter=delimiter, strict=True, quoting=csv.QUOTE_NONE)
        if dialect is _Dialect.TEXT
        else csv.reader(escaped, delimiter=delimiter, strict=True)
    )
    # `map`, and no generator: it goes on behind an error of the reader.
    return lines, map(without_stand_ins, reader)


def _delimiter(lines: "_Lines") -> str:
    """What stands between the values of the first row, which is to be read next."""
    first = lines.next_written().lstrip("\ufeff")
    # Excel takes the delimiter from such a line.
    named = _NAMED_DELIMITER.fullmatch(first)
    if named is not None:
        first = lines.next_written()
    if first:
        lines.give_back([first])
    return max(_DELIMITERS, key=first.count) if named is None else named["delimiter"]


def _column_names(reader: Iterator[list[str]]) -> tuple[str, ...]:
    try:
        names = [re.sub(r"[\s-]+", "_", name.strip().casefold()) for name in next(reader, [])]
    except csv.Error:
        raise UnreadableFile("the first line does not name the columns as CSV does") from None
    return tuple(names)


def _refuse_doubles(names: tuple[str, ...]) -> None:
    doubles = [number for number, name in enumerate(names, 1) if name and names.index(name) < number - 1]
    if doubles:
        raise UnreadableFile(f"column {doubles[0]} has the name of a column before it")


def _named(names: tuple[str, ...], values: list[str], lines: "_Lines") -> Raw | BrokenRow:
    # Columns at the end without a name are a habit of spreadsheets; values in them belong nowhere.
    padded = list(zip_longest(names, values, fillvalue=""))
    if any(value.strip() for name, value in padded if not name):
        return lines.broken()
    return lines.first, {name: "" if value in _NULLS else value for name, value in padded if name}


class _Lines:
    """The lines of a file, remembering those of the present row."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._held: list[str] = []
        self._given_back: deque[str] = deque()
        self.number = 0
        self.first = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._file)
        self.number += 1
        self._held.append(line)
        return line

    def next_written(self) -> str:
        """The next line that is not empty; an empty text at the end."""
        return next((line for line in self if line.strip()), "")

    def start(self) -> None:
        """Begin a row with the next line."""
        self._held = []
        self.first = self.number + 1

    def give_back(self, lines: Sequence[str]) -> None:
        """Take lines as not yet read, and begin a row with them."""
        self._given_back.extendleft(reversed(lines))
        self.number -= len(lines)
        self.start()

    def first_as_broken(self) -> BrokenRow:
        """Take the first line of the present row as broken, and give the others back."""
        broken, *others = self._held or [""]
        row = broken_row(self.first, broken)
        self.give_back(others)
        return row

    def has_lone_surrogates(self) -> bool:
        return any(has_lone_surrogates(line) for line in self._held)

    def broken(self) -> BrokenRow:
        return broken_row(self.first, "".join(self._held))
