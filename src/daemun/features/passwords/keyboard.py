"""Keys that a password is typed with, on a Korean two-set keyboard with US Latin letters."""

import unicodedata
from typing import Final

_LEADING: Final = "r r s e e f a q q t t d w w c z x v g"
_VOWELS: Final = "k o i o j p u p h hk ho hl y n nj np nl b m ml l"
_TRAILING: Final = "r r rt s sw sg e f fr fa fq ft fx fv fg a q qt t t d w c z x v g"
_KEYS_OF_JAMO: Final = {
    first + offset: keys
    for first, row in ((0x1100, _LEADING), (0x1161, _VOWELS), (0x11A8, _TRAILING))
    for offset, keys in enumerate(row.split())
}


def typed_keys(text: str) -> str:
    """The keys that type this text: Latin letters without case and accents, Hangul as the keys of its jamo.

    `비밀번호`, `qlalfqjsgh` and `QLALFQJSGH` are all `qlalfqjsgh`.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(
        _KEYS_OF_JAMO.get(ord(character), character)
        for character in apart
        if not unicodedata.combining(character)
    )
