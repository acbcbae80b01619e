"""The header of a signed token (RFC 7515 section 4): the three members used, and the refused ones."""

from dataclasses import dataclass

from daemun_verify.base64url import decode_base64url
from daemun_verify.errors import InvalidToken, InvalidTokenCode
from daemun_verify.strict_json import read_json_object

# Members that supply keys, change what is signed, or belong to encrypted or nested tokens.
_REFUSED_MEMBERS = frozenset(
    {"jwk", "jku", "x5u", "x5c", "crit", "b64", "enc", "zip", "epk", "p2s", "p2c", "cty"}
)


@dataclass(frozen=True, slots=True)
class TokenHeader:
    """The members of a header; one that is missing or not a text is None."""

    algorithm: str | None
    key_id: str | None
    media_type: str | None
    """`typ` in lower case and without `application/`, as RFC 7515 section 4.1.9 compares it."""


def read_token_header(encoded: str) -> TokenHeader:
    """Read a header in base64url; raises `InvalidToken` with `malformed` or `header_refused`."""
    try:
        members = read_json_object(decode_base64url(encoded))
    except ValueError:
        raise InvalidToken(InvalidTokenCode.MALFORMED) from None
    # Refused, not ignored: RFC 7515 section 4.1.11; RFC 7797 section 6; RFC 8725 section 3.10.
    if not _REFUSED_MEMBERS.isdisjoint(members):
        raise InvalidToken(InvalidTokenCode.HEADER_REFUSED)
    return TokenHeader(
        algorithm=_read_text(members, "alg"),
        key_id=_read_text(members, "kid"),
        media_type=_read_media_type(members),
    )


def _read_text(members: dict[str, object], name: str) -> str | None:
    value = members.get(name)
    return value if isinstance(value, str) else None


def _read_media_type(members: dict[str, object]) -> str | None:
    named = _read_text(members, "typ")
    # Some non-ASCII letters have an ASCII letter as their lower case.
    return named.lower().removeprefix("application/") if named is not None and named.isascii() else None
