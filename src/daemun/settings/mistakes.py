"""Our own texts for mistakes in settings; they never repeat a value."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

_REASONS = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "dict_type": "must be an object in JSON, or a table in the file",
    "model_type": "must be an object in JSON, or a table in the file",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_type": "must be a whole number",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
    "string_type": "must be text",
    "time_delta_parsing": "must be a duration, such as 10 minutes, 600 (seconds) or PT10M",
    "time_delta_type": "must be a duration, such as 10 minutes, 600 (seconds) or PT10M",
    "too_long": "is too long: at most {max_length}",
    "too_short": "is too short: at least {min_length}",
    "tuple_type": "must be a list",
    "path_type": "must be a path",
    "missing": "is missing",
    "extra_forbidden": "no such setting",
    "value_error": "{error}",
}
_MAX_NEAR_NAMES = 3
_NEAR_ENOUGH = 0.75
_NEARLY_AS_NEAR = 0.08


def reason_of(error_type: str, context: Mapping[str, object]) -> str:
    """What a value must be, from the type and the context of pydantic's error."""
    return _REASONS.get(error_type, "is not a value that fits here").format(**context)


def near_names(name: str, known: Iterable[str]) -> str:
    """Similar known names, as the end of a sentence; empty: none is similar.

    `issuer` above any table is meant as `[tokens] issuer`.
    """
    known = tuple(known)
    if below := [each for each in known if each.rpartition("] ")[2] == name != each]:
        return _meant(below[:_MAX_NEAR_NAMES])
    matcher = difflib.SequenceMatcher(b=name.lower())
    nearness: dict[str, float] = {}
    for each in known:
        matcher.set_seq1(each.lower())
        nearness[each] = matcher.ratio()
    least = max(_NEAR_ENOUGH, max(nearness.values(), default=0) - _NEARLY_AS_NEAR)
    near = [each for each in nearness if nearness[each] >= least]
    return _meant(sorted(near, key=lambda each: -nearness[each])[:_MAX_NEAR_NAMES])


def _meant(names: Sequence[str]) -> str:
    if not names:
        return ""
    *others, last = names
    return f"; did you mean {', '.join(others)} or {last}?" if others else f"; did you mean {last}?"
