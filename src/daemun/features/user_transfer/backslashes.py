r"""Values with backslashes before what is special, as MySQL, phpMyAdmin and PostgreSQL's text write them.

Python's CSV reader takes `\N` and `\n` for N and n. So what was escaped goes through it as a stand-in.
"""

import re
from collections.abc import Iterator
from typing import Final, TextIO

from daemun.features.user_transfer.model import MAX_CHARACTERS

_CHUNK: Final = 65_536
_WRITTEN: Final = frozenset('\\",;|\t\r\n0bfnrtvZN')
"""What those programs write behind a backslash."""
_MEANINGS: Final = {"0": "\0", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "Z": "\x1a"}
_PAIR: Final = re.compile(r"\\(.)", re.DOTALL)
# A line break of Windows in a value: of its two characters MySQL escapes one.
_SPECIAL: Final = re.compile(r"\r(?!\n)|\\(\r\n|.)", re.DOTALL)
_FIRST: Final = 0xD800
"""Half characters that no text has, and that do not stand for bytes that are none."""
_STAND_IN: Final = re.compile("[\ud800-\ud87f]")
_NOTHING: Final = chr(_FIRST + ord("N"))
_NULL_BETWEEN_TABS: Final = re.compile(rf"(?:^|\t){_NOTHING}(?=[\t\r\n]|$)")
_QUOTE_AT_START: Final = re.compile(r'(?:^|\t)"')


def are_all_escapes(file: TextIO) -> bool:
    """Whether there are backslashes, and each one, to the end of the file, stands before what it would."""
    found, kept = False, ""
    while chunk := file.read(_CHUNK):
        text = kept + chunk
        kept = "\\" if _ends_in_escape(text) else ""
        for pair in _PAIR.finditer(text, 0, len(text) - len(kept)):
            found = True
            if pair[1] not in _WRITTEN:
                return False
    return found


def has_nulls_and_no_quotes(file: TextIO) -> bool:
    r"""Whether `\N` stands between tabs somewhere, and no value begins with a quote."""
    found = False
    for line in EscapedLines(file):
        if _QUOTE_AT_START.search(line):
            return False
        found = found or _NULL_BETWEEN_TABS.search(line) is not None
    return found


class EscapedLines:
    """Lines with stand-ins for what was escaped; a line break that was escaped ends none."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        while _goes_on(line) and len(line) < MAX_CHARACTERS:
            more = next(self._lines, "")
            if not more:
                break
            line += more
        return _SPECIAL.sub(_stand_in, line)


def without_stand_ins(values: list[str]) -> list[str]:
    """What the values of a row mean."""
    return [
        "" if value == _NOTHING else _STAND_IN.sub(lambda found: chr(ord(found[0]) - _FIRST), value)
        for value in values
    ]


def _stand_in(found: re.Match[str]) -> str:
    escaped = found[1] or found[0]
    return "".join(
        chr(_FIRST + ord(each)) if each.isascii() else each for each in _MEANINGS.get(escaped, escaped)
    )


def _goes_on(line: str) -> bool:
    return line.endswith("\r") or (line.endswith("\n") and _ends_in_escape(line.rstrip("\r\n")))


def _ends_in_escape(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1
