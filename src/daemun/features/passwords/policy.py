"""The rules for new passwords. Pure decisions; the only place that changes when the rules do."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Final

from daemun.features.passwords.keyboard import typed_keys
from daemun.features.passwords.predictability import Kind, Piece, pieces
from daemun.features.passwords.settings import PasswordSettings

# The length with each predictable piece counted as one character: less than this is guessed in minutes.
_ENOUGH: Final = 8
_MIN_COMMON: Final = 4
_MIN_WORD: Final = 3
_MIN_NUMBER: Final = 6
_LETTERS_MEANT: Final = tuple(
    str.maketrans("4@3015$7+8!|", letters) for letters in ("aaeoissttbii", "aaeolssttbll")
)
_NOT_LETTERS: Final = r"[\W\d_]+"


class WeaknessCode(StrEnum):
    """Permanent; also the keys of the texts."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    CONTEXT_WORD = "context_word"
    REPEATED = "repeated"
    SEQUENCE = "sequence"
    KEYBOARD_WALK = "keyboard_walk"
    COMPOSITION = "composition"
    UNCHANGED = "unchanged"
    """The same password again, although it had to be replaced. Found by `Passwords`."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """A reason to refuse a password, with the numbers for its text."""

    code: WeaknessCode
    params: Mapping[str, int] = field(default_factory=dict)


def find_weaknesses(
    password: str, *, settings: PasswordSettings, context_words: Iterable[str], common: Collection[str]
) -> tuple[Weakness, ...]:
    """Everything that is wrong with a new password; empty: it is acceptable.

    password: from `read_password`. common: `typed_keys` of passwords.
    The whole password is judged: a common word or a context word within something longer is no weakness.
    """
    if len(password) > settings.max_length:
        return (Weakness(WeaknessCode.TOO_LONG, {"max_length": settings.max_length}),)
    found = []
    if len(password) < settings.min_length:
        found.append(Weakness(WeaknessCode.TOO_SHORT, {"min_length": settings.min_length}))
    if settings.composition == "kr-isms":
        found += _kr_isms(password)
    keys = typed_keys(password)
    # Of a password of 8 to 14 characters, half must remain.
    enough = min(_ENOUGH, (len(password) + 1) // 2)
    if (pattern := _pattern(password, keys, enough)) is not None:
        found.append(Weakness(pattern))
    if _is_common(keys, common, enough):
        found.append(Weakness(WeaknessCode.COMMON))
    if _is_context(keys, context_words, enough):
        found.append(Weakness(WeaknessCode.CONTEXT_WORD))
    return tuple(found)


def _kr_isms(password: str) -> Iterator[Weakness]:
    needed = 2 if len(password) >= 10 else 3
    kinds = {_kind_of_character(character) for character in password}
    if len(kinds) < needed:
        yield Weakness(WeaknessCode.COMPOSITION, {"kinds": needed})


def _kind_of_character(character: str) -> str:
    """Capital letter, other letter (Hangul too), digit or symbol."""
    category = unicodedata.category(character)
    return category if category == "Lu" else category[0] if category[0] in "LN" else "symbol"


def _pattern(password: str, keys: str, enough: int) -> WeaknessCode | None:
    """The pattern that the whole password follows, also two alternating patterns: `q1w2e3`."""
    period = _period(keys)
    if period < len(keys) and 1 + _weight(_first(keys[:period], enough)) < enough:
        return WeaknessCode.REPEATED
    for cut in ([pieces(keys)], [pieces(keys[::2]), pieces(keys[1::2])], [pieces(password)]):
        found = [piece for part in cut for piece in islice(part, enough)]
        if len(found) < enough:
            return _chief(found)
    return None


def _chief(found: Iterable[Piece]) -> WeaknessCode | None:
    """The pattern that covers most keys; None if there is no pattern, only few distinct characters."""
    codes = {
        Kind.REPEAT: WeaknessCode.REPEATED,
        Kind.SEQUENCE: WeaknessCode.SEQUENCE,
        Kind.WALK: WeaknessCode.KEYBOARD_WALK,
    }
    covered = dict.fromkeys(codes, 0)
    for piece in found:
        if piece.kind in covered:
            covered[piece.kind] += len(piece.keys)
    chief = max(covered, key=lambda kind: covered[kind])
    return codes[chief] if covered[chief] else None


def _is_common(keys: str, common: Collection[str], enough: int) -> bool:
    """A listed password: in any case, backwards, `p@ssw0rd`, repeated, or with little around it."""
    if _is_listed(keys, common):
        return True
    for around in (rf"({_NOT_LETTERS})$", rf"^({_NOT_LETTERS})|({_NOT_LETTERS})$"):
        core = re.sub(around, "", keys)
        if not core:
            return False
        before, _, after = keys.partition(core)
        rest = _weight(_first(before, enough)) + _weight(_first(after, enough))
        if 1 + rest < enough and _is_listed(core, common):
            return True
    return False


def _is_listed(core: str, common: Collection[str]) -> bool:
    spellings = {core, *(core.translate(letters) for letters in _LETTERS_MEANT)}
    units = spellings | {spelling[: _period(spelling)] for spelling in spellings}
    return any(len(unit) >= _MIN_COMMON and (unit in common or unit[::-1] in common) for unit in units)


def _period(keys: str) -> int:
    """After how many keys the text repeats; its length if it does not."""
    return next((size for size in range(1, len(keys) // 2 + 1) if keys[size:] == keys[:-size]), len(keys))


def _first(keys: str, enough: int) -> list[Piece]:
    """As many pieces as can matter: without words, each is worth at least half a letter."""
    return list(islice(pieces(keys), 2 * enough))


def _is_context(keys: str, context_words: Iterable[str], enough: int) -> bool:
    words = frozenset(word for text in context_words for word in _words_within(text))
    found: list[Piece] = []
    for piece in pieces(keys, words):
        found.append(piece)
        if _weight(found) >= enough:
            return False
    return any(piece.kind is Kind.WORD for piece in found)


def _words_within(text: str) -> Iterator[str]:
    """`minsu.kim92`, `minsu`, `kim` ... as keys, forwards and backwards, but none that is very short."""
    parts = {text, *re.split(r"[\W_]+", text), *re.split(_NOT_LETTERS, text), *re.split(r"\D+", text)}
    # A Korean name also without the family name.
    parts |= set(re.findall("[가-힣]([가-힣]{2,})", text))
    for word in parts | {part[::-1] for part in parts}:
        keys = typed_keys(word)
        if len(keys) >= (_MIN_NUMBER if keys.isdigit() else _MIN_WORD):
            yield keys


def _weight(found: Collection[Piece]) -> float:
    """How many letters the pieces are worth: digits and signs are half a letter, a word counts once."""
    words = {piece for piece in found if piece.kind is Kind.WORD}
    others = (piece for piece in found if piece.kind is not Kind.WORD)
    return len(words) + sum(0.5 if _is_sign(piece) else 1 for piece in others)


def _is_sign(piece: Piece) -> bool:
    return piece.kind is Kind.CHARACTER and not piece.keys.isalpha()
