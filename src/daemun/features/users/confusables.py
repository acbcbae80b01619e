"""Letters that look like others: a small part of UTS 39, for names in lower case."""

import unicodedata
from typing import Final

# Left what is seen, right what is written in its place. Names are shown in capitals too, so that Cyrillic
# `в`, shown as `В`, belongs to `b`; `i` and `l` are one letter because capital `I` looks like `l`.
_LOOK_ALIKES: Final = {
    "a": "аαɑ",
    "b": "вьβƅ",
    "c": "сϲᴄ",
    "d": "ԁ",
    "e": "еεҽ",
    "f": "ƒ",
    "g": "ɡցԍ",
    "h": "һнηհ",
    "j": "јϳյ",
    "k": "кκ",
    "l": "1iіιıɩɪǀӏ",
    "m": "мμ",
    "n": "пոռ",
    "o": "0оοσօᴏ",
    "p": "рρϱ",
    "q": "ԛզգ",
    "r": "гᴦ",
    "s": "ѕꜱ",
    "t": "тτ",
    "u": "υսᴜʋ",
    "v": "ѵνᴠ",
    "w": "ԝѡωɯա",
    "x": "хχ",
    "y": "уγүყɣʏ",
    "z": "ζᴢ",
    "3": "зʒӡ",
}
_SEEN: Final = {ord(written): seen for seen, row in _LOOK_ALIKES.items() for written in row}


def skeleton(name: str) -> str:
    """What a canonical name looks like: equal for names that people mix up (UTS 39 section 4)."""
    return unicodedata.normalize("NFD", name).translate(_SEEN).replace("rn", "m")
