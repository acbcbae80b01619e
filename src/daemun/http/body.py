"""read_body(Model): JSON to a typed body, or a problem that says what is wrong and where."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from flask import Request, request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from daemun.http.errors import BodyTooLarge, MalformedBody, UnsupportedMediaType
from daemun.problem import FieldError
from daemun.validation import ValidationFailed, field_errors, json_pointer

MAX_BODY_BYTES = 64 * 1024
FORM_TYPE = "application/x-www-form-urlencoded"
_MAX_DEPTH = 8
_MAX_MEMBERS = 100
_UNSOUND = re.compile("[\ud800-\udfff]")
_UNSOUND_NAME = re.compile("[\0\ud800-\udfff]")

Model = TypeVar("Model", bound=BaseModel)


class Body(BaseModel):
    """A body: strict types, unknown members refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


def read_body(model: type[Model]) -> Model:
    """Read the current request's body.

    Raises UnsupportedMediaType, BodyTooLarge, MalformedBody, ValidationFailed. None of them carries what was
    sent.
    """
    if media_type(request) != "application/json":
        raise UnsupportedMediaType
    content = _read_json(_read_bytes())
    if errors := tuple(FieldError(place, "characters") for place in _places_of_nul(content)):
        raise ValidationFailed(errors=errors)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ValidationFailed(errors=field_errors(error)) from None


def has_body() -> bool:
    """Whether the current request has a body, chunked or not. Raises BodyTooLarge."""
    return bool(_read_bytes())


def says_nothing() -> bool:
    """Whether the current request has no body, or `{}`. Raises BodyTooLarge."""
    return _read_bytes().strip(b" \t\r\n") in (b"", b"{}")


def refuse_body() -> None:
    """Refuse a body where none is expected; an empty one and `{}` are accepted.

    Raises the same as `read_body`.
    """
    if has_body():
        read_body(Body)


def read_form() -> Mapping[str, str]:
    """The fields of a form, each by its first value. Raises BodyTooLarge."""
    request.max_content_length = MAX_BODY_BYTES
    try:
        return request.form
    except RequestEntityTooLarge:
        raise BodyTooLarge from None


def read_fields() -> Mapping[str, str]:
    """The texts of a form or a JSON object, as third-party programs send either.

    Raises BodyTooLarge, MalformedBody.
    """
    if media_type(request) != "application/json":
        return read_form()
    content = _read_json(_read_bytes())
    if any(_places_of_nul(content)):
        raise MalformedBody
    return {name: text for name, text in content.items() if isinstance(text, str)}


def read_text() -> str:
    """The raw body, of a type whose content is ASCII. Raises BodyTooLarge."""
    return _read_bytes().decode("ascii", "replace")


def media_type(request: Request) -> str:
    """The media type of a request's body, in lower case and without parameters (RFC 9110 section 8.3.1).

    Not `request.mimetype`, which also strips white space that no media type has.
    """
    return (request.content_type or "").partition(";")[0].strip(" \t").lower()


def _read_bytes() -> bytes:
    request.max_content_length = MAX_BODY_BYTES
    try:
        # Cached: hooks of the application that run later may read it, too.
        content = request.get_data()
    except RequestEntityTooLarge:
        raise BodyTooLarge from None
    # The application may have read it before us, under its own limit.
    if len(content) > MAX_BODY_BYTES:
        raise BodyTooLarge
    return content


def _read_json(content: bytes) -> dict[str, object]:
    try:
        # Some programs send a byte order mark, which RFC 8259 section 8.1 lets us ignore.
        text = content.decode("utf-8-sig")
        read = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise MalformedBody from None
    if not isinstance(read, dict) or not _is_sound(read):
        raise MalformedBody
    return read


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    if len(pairs) > _MAX_MEMBERS:
        raise ValueError("too many members")
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a duplicate name")
    return members


def _refuse(_constant: str) -> object:
    raise ValueError("not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if number - number != 0:
        raise ValueError("not a finite number")
    return number


def _is_sound(value: object, depth: int = 1) -> bool:
    """No invalid Unicode (lone surrogates), no name with NUL, no deep nesting."""
    if depth > _MAX_DEPTH:
        return False
    match value:
        case str():
            return _UNSOUND.search(value) is None
        case Mapping():
            return all(
                _UNSOUND_NAME.search(name) is None and _is_sound(member, depth + 1)
                for name, member in value.items()
            )
        case list():
            return all(_is_sound(member, depth + 1) for member in value)
        case _:
            return True


def _places_of_nul(value: object, place: tuple[str | int, ...] = ()) -> Iterator[str]:
    """JSON pointers of the texts with NUL, which databases cannot store."""
    match value:
        case str() if "\0" in value:
            yield json_pointer(place)
        case Mapping():
            for name, member in value.items():
                yield from _places_of_nul(member, (*place, name))
        case list():
            for number, member in enumerate(value):
                yield from _places_of_nul(member, (*place, number))
