"""From what a user typed to the text that is compared, measured and hashed (RFC 8265 section 4.2)."""

import re
import unicodedata
from typing import Final, Literal

MAX_BYTES: Final = 1024
"""The maximum in UTF-8, whatever the settings say."""
# NFC composes at most four code points into one: longer text cannot shrink to MAX_BYTES.
_MAX_TYPED: Final = 4 * MAX_BYTES
_REFUSED: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES: Final = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")


class UnreadablePassword(ValueError):
    """This text cannot be a password. The error never carries the text."""

    def __init__(self, code: Literal["characters", "too_long"]) -> None:
        super().__init__(code)
        self.code = code


def read_password(text: str) -> str:
    """Put a password into its normal form: every space is U+0020, then NFC; nothing is trimmed or cut.

    Unlike OpaqueString it accepts emoji sequences, and characters newer than this Python's Unicode tables.
    Raises UnreadablePassword: control characters, lone surrogates, more than MAX_BYTES.
    """
    if len(text) > _MAX_TYPED:
        raise UnreadablePassword("too_long")
    if _REFUSED.search(text):
        raise UnreadablePassword("characters")
    password = unicodedata.normalize("NFC", text.translate(_SPACES))
    if len(password.encode("utf-8")) > MAX_BYTES:
        raise UnreadablePassword("too_long")
    return password
