"""The compact form of a signed token (RFC 7515 section 3.1), split but not yet verified."""

from typing import NamedTuple

from daemun_verify.base64url import decode_base64url
from daemun_verify.errors import InvalidToken, InvalidTokenCode

MAX_TOKEN_SIZE = 8192
MAX_HEADER_SIZE = 1024


class CompactForm(NamedTuple):
    """The parts of a token; the header is still base64url, and nothing is verified."""

    header: str
    payload: bytes
    signature: bytes
    signing_input: bytes


def read_compact_form(token: object) -> CompactForm:
    """Split a token; raises `InvalidToken` with `too_large` or `malformed`.

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
        # Extra segments leave a dot in the payload, which base64url does not allow.
        return CompactForm(
            header, decode_base64url(payload), decode_base64url(signature), signing_input.encode("ascii")
        )
    except ValueError:
        raise InvalidToken(InvalidTokenCode.MALFORMED) from None
