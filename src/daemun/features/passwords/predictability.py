"""Splitting a password into pieces that a guesser tries as one: repeats, sequences, keyboard walks, words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

_MIN_LENGTH: Final = 3

_SEQUENCES: Final = (
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    # Hangul as its keys: consonants, vowels, 가나다, 가갸거, 아야어, 하나둘, 일이삼, 월화수
    "rsefaqtdwczxvg",
    "kijuhynbml",
    "rkskekfkakqktkdkwkckzkxkvkgk",
    "rkrirjrurhryrnrbrmrl",
    "dkdidjdudhdydndbdmdl",
    "gkskenftptsptektjtdutjtdlfrhqduejfqdkghqduf",
    "dlfdltkatkdhdbrclfvkfrntlq",
    "dnjfghktnahrrmaxhdlf",
    "onetwothreefourfivesixseveneightnineten",
    "mondaytuesdaywednesdaythursdayfridaysaturdaysunday",
    "januaryfebruarymarchaprilmayjunejulyaugustseptemberoctobernovemberdecember",
)
_WALKS: Final = (
    "`1234567890-=",
    "~!@#$%^&*()_+",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    *("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/"),
    *("!qaz", "@wsx", "#edc", "$rfv", "%tgb", "^yhn", "&ujm", "*ik", "(ol", ")p"),
    *("4esz", "5rdx", "6tfc", "7ygv", "8uhb", "9ijn", "0okm"),
    # the number pad
    *("789", "456", "123", "147", "258", "369", "159", "357"),
)


class Kind(Enum):
    """What makes a piece easy to guess."""

    CHARACTER = auto()
    """Nothing: one character by itself."""
    WORD = auto()
    REPEAT = auto()
    SEQUENCE = auto()
    WALK = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some consecutive keys of a password."""

    kind: Kind
    keys: str


def pieces(keys: str, words: Iterable[str] = ()) -> Iterator[Piece]:
    """Split keys from left to right into the longest possible pieces; words take precedence."""
    spelled = [(word, plain_spelling(word)) for word in words]
    plain = plain_spelling(keys)
    position = 0
    while position < len(keys):
        piece = (
            _word(keys, plain, position, spelled)
            or _longest(
                Piece(Kind.REPEAT, _repeated(keys, position)),
                Piece(Kind.SEQUENCE, _along(keys, position, _SEQUENCE_TRACKS)),
                Piece(Kind.WALK, _along(keys, position, _WALK_TRACKS)),
            )
            or Piece(Kind.CHARACTER, keys[position])
        )
        yield piece
        position += len(piece.keys)


def plain_spelling(keys: str) -> str:
    """Undo `p@ssw0rd`, one character for one; `1`, `!`, `|` and `l` all become `i`."""
    return keys.translate(_PLAIN)


_PLAIN: Final = str.maketrans("4@3610!|l5$7+892", "aaegioiiissttbgz")


def _tracks(rows: tuple[str, ...]) -> str:
    # No password has a line feed, so no piece runs from one row into the next.
    return "\n".join((*rows, *(row[::-1] for row in rows)))


_SEQUENCE_TRACKS: Final = _tracks(_SEQUENCES)
_WALK_TRACKS: Final = _tracks(_WALKS)


def _longest(*found: Piece) -> Piece | None:
    longest = max(found, key=lambda piece: len(piece.keys))
    return longest if longest.keys else None


def _word(keys: str, plain: str, position: int, words: list[tuple[str, str]]) -> Piece | None:
    lengths = (
        len(word)
        for word, spelling in words
        if plain.startswith(spelling, position)
        if _has_letter(keys[position : position + len(word)]) or not _has_letter(word)
    )
    length = max(lengths, default=0)
    return Piece(Kind.WORD, keys[position : position + length]) if length else None


def _has_letter(keys: str) -> bool:
    return any(map(str.isalpha, keys))


def _repeated(keys: str, position: int) -> str:
    """One character three times or more, or a repetition of earlier keys, even an overlapping one."""
    rest = keys[position:]
    same = len(rest) - len(rest.lstrip(rest[0]))
    length = same if same >= _MIN_LENGTH else _MIN_LENGTH - 1
    while length < len(rest) and keys.find(rest[: length + 1], 0, position + length) >= 0:
        length += 1
    return rest[:length] if length >= _MIN_LENGTH else ""


def _along(keys: str, position: int, tracks: str) -> str:
    length = _MIN_LENGTH - 1
    while position + length < len(keys) and keys[position : position + length + 1] in tracks:
        length += 1
    return keys[position : position + length] if length >= _MIN_LENGTH else ""
