"""Make `features/users/data/confusables.txt` of the table that Unicode publishes.

`python tools/make_confusables.py confusables.txt`, with the file of that name that belongs to UTS 39.
"""

import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from daemun.features.users.confusables import DATA, undress

_HANGUL_JAMO = range(0x1100, 0x1200)
_LEFT_OUT = {"ω": "w", "п": "n", "յ": "j"}
"""What looks alike in most fonts, and is not in Unicode's table."""


def main(published: Path) -> None:
    """Write the table: in each line what is seen, and the characters that look like it."""
    prototypes = dict(_read(published)) | _LEFT_OUT
    in_names = [
        character for character in map(chr, range(0x80, sys.maxunicode + 1)) if _is_in_names(character)
    ]
    table = {character: _seen(character, prototypes) for character in in_names}
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for character in in_names:
        # Once more: a prototype may itself look like a Latin letter in capitals.
        seen = "".join(table.get(part, part) for part in table[character])
        if seen and seen != character:
            rows[seen].append(character)
    lines = [f"{seen} {''.join(characters)}\n" for seen, characters in sorted(rows.items())]
    DATA.write_text("".join(lines), encoding="utf-8")


def _read(published: Path) -> Iterator[tuple[str, str]]:
    for line in published.read_text(encoding="utf-8-sig").splitlines():
        fields = line.partition("#")[0].split(";")
        if len(fields) == 3:
            yield chr(int(fields[0], 16)), "".join(chr(int(code, 16)) for code in fields[1].split())


def _is_in_names(character: str) -> bool:
    """Whether a canonical name may hold it, once it is decomposed."""
    return (
        unicodedata.category(character)[0] in "LN"
        and unicodedata.normalize("NFKD", character.lower()) == character
        and ord(character) not in _HANGUL_JAMO
    )


def _seen(character: str, prototypes: Mapping[str, str]) -> str:
    """What it looks like: a Latin letter or digit if it can, in lower case or in capitals."""
    seen = _settled(character, prototypes)
    capital = character.upper()
    if not seen.isascii() and len(capital) == 1:
        in_capitals = _settled(capital, prototypes)
        if in_capitals.isascii():
            return in_capitals
    return seen


def _settled(text: str, prototypes: Mapping[str, str]) -> str:
    """Replace until nothing is left to replace: prototypes in capitals have look-alikes in lower case."""
    for _ in range(4):
        text = undress("".join(prototypes.get(character, character) for character in text).lower())
    return text


if __name__ == "__main__":
    main(Path(sys.argv[1]))
