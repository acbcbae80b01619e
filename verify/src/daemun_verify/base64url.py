"""Base64url (RFC 7515 section 2), decoded strictly: exactly one text for each byte string."""

import binascii

# To the standard alphabet; characters that only that one has become invalid ones.
_TO_STANDARD = bytes.maketrans(b"-_+/=", b"+/!!!")

# RFC 4648 section 3.5: the last characters whose unused bits are zero, by length modulo 4.
_LAST_CHARACTERS = {2: frozenset("AQgw"), 3: frozenset("AEIMQUYcgkosw048")}


def decode_base64url(text: str) -> bytes:
    """Decode, refusing with `ValueError` padding, foreign characters and non-zero unused bits."""
    left_over = len(text) % 4
    if left_over == 1:
        raise ValueError("a length that no base64url text has")
    if left_over and text[-1] not in _LAST_CHARACTERS[left_over]:
        raise ValueError("unused bits that are not zero")
    padding = b"=" * (-left_over % 4)
    return binascii.a2b_base64(text.encode("ascii").translate(_TO_STANDARD) + padding, strict_mode=True)
