"""Base64url as RFC 7515 section 2 has it, read strictly: one text for each byte string."""

import base64
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")

# RFC 4648 section 3.5: the last characters whose unused bits are zero, by length modulo 4.
_LAST_CHARACTERS = {2: frozenset("AQgw"), 3: frozenset("AEIMQUYcgkosw048")}


def decode_base64url(text: str) -> bytes:
    """Decode, refusing with `ValueError` padding, foreign characters and non-zero unused bits."""
    if not _ALPHABET.fullmatch(text):
        raise ValueError("a character outside of the base64url alphabet")
    left_over = len(text) % 4
    if left_over == 1:
        raise ValueError("a length that no base64url text has")
    if left_over and text[-1] not in _LAST_CHARACTERS[left_over]:
        raise ValueError("unused bits that are not zero")
    return base64.urlsafe_b64decode(text + "=" * (-left_over % 4))
