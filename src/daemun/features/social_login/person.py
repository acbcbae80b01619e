"""What Apple posts about a user at the first consent."""

import unicodedata
from typing import Final

from daemun.features.social_login.preset import Claims
from daemun_verify.strict_json import read_json_object

_MAX_TEXT: Final = 4096
_MAX_NAME: Final = 100
_LAST_BEFORE_EAST_ASIA: Final = "\u1100"
"""Hangul, kana and Han begin here: their names are written family name first, without a space."""


def read_posted_person(text: str | None) -> Claims:
    """The claims of a name, if there is one. The JSON is unsigned, so only the name is trusted."""
    try:
        posted = read_json_object(text.encode()) if text and len(text) <= _MAX_TEXT else {}
    except (ValueError, RecursionError):
        return {}
    name = posted.get("name")
    if not isinstance(name, dict):
        return {}
    given, family = _read_part(name.get("firstName")), _read_part(name.get("lastName"))
    parts = [part for part in (given, family) if part]
    if not parts:
        return {}
    is_east_asian = all(part[0] >= _LAST_BEFORE_EAST_ASIA for part in parts)
    whole = "".join(reversed(parts)) if is_east_asian else " ".join(parts)
    claims = {"name": whole, "given_name": given, "family_name": family}
    return {claim: value for claim, value in claims.items() if value}


def _read_part(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MAX_NAME or not value.isprintable():
        return ""
    return unicodedata.normalize("NFC", value.strip())
