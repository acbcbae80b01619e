"""Wrong values: one problem for all of them, with a pointer and a code for each; what was sent is never
repeated.
"""

from collections.abc import Sequence
from typing import get_args

from pydantic import ValidationError
from pydantic_core.core_schema import ErrorType

from daemun.problem import FieldError, Problem

_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_member",
    "string_type": "not_text",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "int_type": "not_a_number",
    "float_type": "not_a_number",
    "bool_type": "not_a_boolean",
    "dict_type": "not_an_object",
    "model_type": "not_an_object",
    "one_name": "one_name",
    "one_address": "one_address",
    "one_proof": "one_proof",
    "one_way": "one_way",
}


class ValidationFailed(Problem):
    """Members of the body are missing, unknown or wrong; `errors` says which. Never carries a rejected
    value.
    """

    code = "validation_failed"
    status = 422

    def __init__(self, *, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors=errors)


def field_errors(error: ValidationError, *, under: str = "") -> tuple[FieldError, ...]:
    """Pydantic's errors as pointers and codes of ours; what was sent, and texts that may quote it, are
    dropped.

    Of a `PydanticCustomError` of the application code and sentence are kept.
    """
    return tuple(
        FieldError(
            pointer=under + json_pointer(found["loc"]),
            code=found["type"] if _is_own(found["type"]) else _CODES.get(found["type"], "invalid"),
            text=found["msg"] if _is_own(found["type"]) else None,
            params={
                name: value
                for name, value in found.get("ctx", {}).items()
                if name in ("min_length", "max_length") and isinstance(value, int)
            },
        )
        for found in error.errors(include_url=False, include_input=False)
    )


def _is_own(error_type: str) -> bool:
    return error_type not in _CODES and error_type not in get_args(ErrorType)


def json_pointer(location: Sequence[str | int]) -> str:
    """RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in location)
