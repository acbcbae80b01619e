"""Reading text, and JSON of any size one user at a time; what is broken becomes a BrokenRow."""

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TextIO

from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import MAX_CHARACTERS, BrokenRow

Raw = tuple[int, Mapping[str, object]]
"""The number of a row, and its members as they are written."""

_CHUNK: Final = 65_536
_MAX_MEMBER: Final = 64 * 1024 * 1024
_BOMS: Final = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
_NO_TEXT: Final = {
    b"PK\x03\x04": "this is a spreadsheet or an archive: save it as CSV, or unpack it",
    b"\x1f\x8b": "this file is compressed: unpack it with gunzip",
    b"SQLite format 3\0": "this is a database: write its table of users as CSV",
    b"\xd0\xcf\x11\xe0": "this is an old spreadsheet: save it as CSV",
}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def open_text(path: Path, encoding: str | None) -> TextIO:
    """Open a file for reading. A byte order mark says the encoding; None: UTF-8 without one.

    Raises UnreadableFile.
    """
    try:
        name = _marked_encoding(path) or encoding or _find_encoding(path)
        # Bytes that are no text become lone surrogates, which get their row refused, not the file.
        return path.open(encoding=name, errors="surrogateescape", newline="")
    except LookupError:
        raise UnreadableFile(f"{encoding}: no such encoding") from None


def _marked_encoding(path: Path) -> str | None:
    with path.open("rb") as file:
        start = file.read(1024)
    for mark, advice in _NO_TEXT.items():
        if start.startswith(mark):
            raise UnreadableFile(advice)
    for mark, name in _BOMS.items():
        if start.startswith(mark):
            return name
    if b"\0" not in start:
        return None
    # Every other byte of an ASCII letter is zero in UTF-16, and no text in UTF-8 has such a byte.
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _find_encoding(path: Path) -> str:
    if not _decodes(path, "utf-8") and _decodes(path, "cp949"):
        raise UnreadableFile(
            "the file is not UTF-8; it looks like CP949 (EUC-KR), as Excel writes: add --encoding cp949"
        )
    return "utf-8"


def _decodes(path: Path, encoding: str) -> bool:
    decoder = getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def json_lines(file: TextIO) -> Iterator[Raw | BrokenRow]:
    """Read one JSON object in each line; empty lines are skipped."""
    number = 0
    while line := file.readline(MAX_CHARACTERS):
        number += 1
        is_whole = line.endswith("\n") or len(line) < MAX_CHARACTERS
        if not is_whole:
            while (rest := file.readline(_CHUNK)) and not rest.endswith("\n"):
                pass
            yield BrokenRow(number, "too_long", line[:1024])
        elif line.strip():
            yield _read_object(number, line)


def _read_object(number: int, text: str) -> Raw | BrokenRow:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return broken_row(number, text)
    if not isinstance(value, dict) or has_lone_surrogates(text):
        return broken_row(number, text)
    return number, value


def json_elements(file: TextIO) -> Iterator[Raw | BrokenRow]:
    """Read the objects of a JSON array, or of the array `users` of an object, without holding all of them."""
    window = _Window(file)
    if window.take() == "{" and not window.find_member("users"):
        return
    number = 0
    while True:
        number += 1
        try:
            window.skip(",")
            if window.peek() in ("]", ""):
                if not window.peek():
                    yield BrokenRow(number, "broken", "")
                return
            value = window.value()
        except (ValueError, RecursionError):
            yield broken_row(number, window.rest())
            return
        if isinstance(value, dict):
            yield number, value
        else:
            yield BrokenRow(number, "broken", json.dumps(value)[:1024])


class _Window:
    """A part of a JSON text, which grows as needed."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._decoder = json.JSONDecoder()

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            while self._at < len(self._text):
                if not self._text[self._at].isspace():
                    return self._text[self._at]
                self._at += 1
            if not self._grow():
                return ""

    def take(self) -> str:
        character = self.peek()
        self._at += 1
        return character

    def skip(self, character: str) -> None:
        if self.peek() == character:
            self._at += 1

    def value(self) -> object:
        """The next value. Raises ValueError when there is none, or it is larger than anything sensible."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if len(self._text) - self._at > _MAX_MEMBER or not self._grow():
                    raise
                continue
            # A number may go on in what was not read yet.
            if end < len(self._text) or not self._grow():
                self._at = end
                return value

    def find_member(self, name: str) -> bool:
        """Go to the array that is the member `name`, or `Name`, of the present object.

        Raises UnreadableFile.
        """
        try:
            while self.peek() not in ("}", ""):
                self.skip(",")
                found = self.value()
                self.skip(":")
                if str(found).lower() == name and self.peek() == "[":
                    self._at += 1
                    return True
                self.value()
        except ValueError:
            raise UnreadableFile("the file is not JSON") from None
        return False

    def rest(self) -> str:
        return self._text[self._at : self._at + 1024]

    def _grow(self) -> bool:
        more = self._file.read(max(_CHUNK, len(self._text) - self._at))
        self._text = self._text[self._at :] + more
        self._at = 0
        return bool(more)


def broken_row(number: int, text: str) -> BrokenRow:
    """A row that cannot be read, and why."""
    code = "encoding" if has_lone_surrogates(text) else "broken"
    if len(text) > MAX_CHARACTERS:
        code, text = "too_long", text[:1024]
    shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return BrokenRow(number, code, shown)


def has_lone_surrogates(text: str) -> bool:
    """Whether bytes that are no text in the encoding were in it."""
    return not text.isascii() and _SURROGATE.search(text) is not None
