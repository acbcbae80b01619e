"""Invalid values: one problem for all of them, with a pointer and a code for each, never the value itself."""

from collections.abc import Mapping, Sequence
from typing import get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from daemun.problem import FieldError, Param, Problem

_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_member",
    "string_type": "not_text",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_short": "too_few",
    "too_long": "too_many",
    "int_type": "not_a_number",
    "float_type": "not_a_number",
    **dict.fromkeys(
        ("int_parsing", "int_from_float", "float_parsing", "decimal_type", "decimal_parsing"), "not_a_number"
    ),
    "greater_than_equal": "at_least",
    "greater_than": "above",
    "less_than_equal": "at_most",
    "less_than": "below",
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "not_a_date"),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), "not_a_date"),
    **dict.fromkeys(("url_type", "url_parsing", "url_scheme", "url_syntax_violation"), "not_a_link"),
    "bool_type": "not_a_boolean",
    "dict_type": "not_an_object",
    "model_type": "not_an_object",
    "one_name": "one_name",
    "one_address": "one_address",
    "one_secret": "one_secret",
    "one_proof": "one_proof",
    "one_way": "one_way",
}


class ValidationFailed(Problem):
    """Members of the body are missing, unknown or invalid; `errors` lists them. Never carries a rejected
    value.
    """

    code = "validation_failed"
    status = 422

    def __init__(self, *, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors=errors)


def field_errors(error: ValidationError, *, under: str = "") -> tuple[FieldError, ...]:
    """Pydantic's errors as pointers and our own codes; values, and texts that may quote them, are dropped.

    The code and text of an application's own `PydanticCustomError` are kept.
    """
    return tuple(
        FieldError(
            pointer=under + json_pointer(found["loc"]),
            code=found["type"] if _is_own(found["type"]) else _code(found),
            text=found["msg"] if _is_own(found["type"]) else None,
            params=_limits(found.get("ctx", {})),
        )
        for found in error.errors(include_url=False, include_input=False)
    )


def _code(found: ErrorDetails) -> str:
    if found["type"] == "literal_error" and found.get("ctx") == {"expected": "True"}:
        # A consent box that was not ticked: there is no other valid value.
        return "required"
    if found["type"] == "value_error" and "reason" in found.get("ctx", {}):
        # `EmailStr` gives its reason in English and quotes the value.
        return "not_an_address"
    return _CODES.get(found["type"], "invalid")


def _limits(context: Mapping[str, object]) -> dict[str, Param]:
    limits: dict[str, Param] = {
        name: value
        for name, value in context.items()
        if name in ("min_length", "max_length") and isinstance(value, int)
    }
    for name in ("ge", "gt", "le", "lt"):
        if name in context:
            limits["limit"] = str(context[name])
    return limits


def _is_own(error_type: str) -> bool:
    return error_type not in _CODES and error_type not in get_args(ErrorType)


def json_pointer(location: Sequence[str | int]) -> str:
    """RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in location)
