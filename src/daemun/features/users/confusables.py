"""Names that look alike (UTS 39 section 4)."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data" / "confusables.txt"
"""Made by `tools/make_confusables.py`; where it comes from: `data/NOTICE.md`."""

# Accents and strokes of Latin, Greek and Cyrillic: easily overlooked, some (`i` with one more dot) invisible.
# Marks of other scripts make another letter.
_ACCENTS: Final = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
# Names are shown in capitals too: `i` and `l` are one letter because capital `I` looks like `l`.
_ASCII: Final = str.maketrans({"0": "o", "1": "l", "i": "l", "m": "rn"})
_NOT_HANGUL: Final = re.compile("[^가-힣]+")


def skeleton(name: str) -> str:
    """The skeleton of a canonical name: equal for names that look alike."""
    if not name.isascii():
        # Syllables stay whole: decomposed, `각가` and `가까` would be one name.
        name = _NOT_HANGUL.sub(lambda rest: undress(rest[0]).translate(_look_alikes()), name)
    return name.translate(_ASCII).replace("vv", "w")


def tolerated_skeleton(name: str, user_id: str) -> str:
    """The skeleton of a name that stays though it looks like another's: unique, and no name's own."""
    return f"{skeleton(name)} {user_id}"


def undress(text: str) -> str:
    """Decompose, and drop accents."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text))


@cache
def _look_alikes() -> dict[int, str]:
    table: dict[int, str] = {}
    for line in DATA.read_text(encoding="utf-8").splitlines():
        seen, _, characters = line.partition(" ")
        table.update((ord(character), seen) for character in characters)
    return table
