"""The compact form of a signed token (RFC 7515 section 3.1), taken apart but not yet believed."""

from typing import NamedTuple

from daemun_verify.base64url import decode_base64url
from daemun_verify.errors import InvalidToken, InvalidTokenCode

MAX_TOKEN_SIZE = 8192
MAX_HEADER_SIZE = 1024


class CompactForm(NamedTuple):
    """A token taken apart; the header is still base64url, and nothing is verified."""

    header: str
    payload: bytes
    signature: bytes
    signing_input: bytes


def read_compact_form(token: object) -> CompactForm:
    """Take a token apart; raises `InvalidToken` with `too_large` or `malformed`.

    Sizes are counted in characters of the text, before anything is decoded. Five segments (JWE), the JSON
    forms, and detached or unsigned tokens are malformed here.
    """
    if not isinstance(token, str):
        raise InvalidToken(InvalidTokenCode.MALFORMED)
    if len(token) > MAX_TOKEN_SIZE:
        raise InvalidToken(InvalidTokenCode.TOO_LARGE)
    signing_input, _, signature = token.rpartition(".")
    header, _, payload = signing_input.partition(".")
    if not (header and payload and signature):
        raise InvalidToken(InvalidTokenCode.MALFORMED)
    if len(header) > MAX_HEADER_SIZE:
        raise InvalidToken(InvalidTokenCode.TOO_LARGE)
    try:
        # More segments leave a dot in the payload, which is no character of base64url.
        return CompactForm(
            header, decode_base64url(payload), decode_base64url(signature), signing_input.encode("ascii")
        )
    except ValueError:
        raise InvalidToken(InvalidTokenCode.MALFORMED) from None
