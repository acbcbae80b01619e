"""The compact form of a signed token (RFC 7515 section 3.1), taken apart but not yet believed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from daemun_verify.base64url import decode_base64url
from daemun_verify.errors import InvalidToken, InvalidTokenCode
from daemun_verify.strict_json import read_json_object

MAX_TOKEN_SIZE = 8192
MAX_HEADER_SIZE = 1024

_COMPACT_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class CompactForm:
    """A token taken apart; nothing in it is verified."""

    header: Mapping[str, object]
    payload: bytes
    signing_input: bytes
    signature: bytes


def read_compact_form(token: object) -> CompactForm:
    """Take a token apart; raises `InvalidToken` with `too_large` or `malformed`.

    Sizes are counted in characters of the text, before anything is decoded. Five segments (JWE), the JSON
    forms, and detached or unsigned tokens are malformed here.
    """
    if not isinstance(token, str):
        raise InvalidToken(InvalidTokenCode.MALFORMED)
    if len(token) > MAX_TOKEN_SIZE:
        raise InvalidToken(InvalidTokenCode.TOO_LARGE)
    if not _COMPACT_FORM.fullmatch(token):
        raise InvalidToken(InvalidTokenCode.MALFORMED)
    signing_input, _, signature = token.rpartition(".")
    header, _, payload = signing_input.partition(".")
    if len(header) > MAX_HEADER_SIZE:
        raise InvalidToken(InvalidTokenCode.TOO_LARGE)
    try:
        return CompactForm(
            header=read_json_object(decode_base64url(header)),
            payload=decode_base64url(payload),
            signing_input=signing_input.encode("ascii"),
            signature=decode_base64url(signature),
        )
    except ValueError:
        raise InvalidToken(InvalidTokenCode.MALFORMED) from None
