"""Strict reading of untrusted JSON objects, so that no two parsers can disagree about them."""

import json
import math
import re

_MAX_DEPTH = 8
_STRING = re.compile(r'"(?:[^"\\]|\\.?)*"?', re.DOTALL)
# The range begins just above Hangul.
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json_object(encoded: bytes) -> dict[str, object]:
    """Read one JSON object, or raise `ValueError`.

    Refused: text that is not UTF-8, a byte order mark, duplicate names, NaN, Infinity, numbers beyond a
    double, lone surrogates, more than 8 levels (RFC 7519 4 and 7.2, RFC 7515 10.12, RFC 8259 8).
    """
    text = encoded.decode("utf-8")
    _check_depth(text)
    value: object = _DECODER.decode(text)
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    if "\\u" in text and _SURROGATE.search(text):
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def _check_depth(text: str) -> None:
    """Refuse deep nesting before the recursive parser sees it."""
    if text.count("{") + text.count("[") <= _MAX_DEPTH:
        return
    depth = 0
    for character in _STRING.sub("", text):
        if character in "{[":
            depth += 1
            if depth > _MAX_DEPTH:
                raise ValueError("too many levels")
        elif character in "}]":
            depth -= 1


def _read_members(members: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(members)
    if len(read) != len(members):
        raise ValueError("a name stands twice")
    return read


def _read_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number beyond a double")
    return number


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_read_members, parse_float=_read_float, parse_constant=_refuse_constant
)
