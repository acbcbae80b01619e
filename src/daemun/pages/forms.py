"""A submitted form: its fields, and where a refusal is shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flask import request

from daemun.http import body
from daemun.http.errors import BodyTooLarge, MalformedBody, UnsupportedMediaType
from daemun.http.language import present_language
from daemun.http.problem_response import localized_detail, localized_errors, note_refusal
from daemun.http.web_context import web_context
from daemun.problem import FieldError, Problem
from daemun.validation import ValidationFailed

_FORM_TYPES: Final = (body.FORM_TYPE, "multipart/form-data", "")
"""A body without a type is not a form."""
_MAX_CHARACTERS: Final = 1024
_MAX_PROFILE_CHARACTERS: Final = 16_384
"""For the application's own fields, whose model sets the real limit."""
_UNSOUND: Final = re.compile("[\ud800-\udfff]")
_SECRETS: Final = ("password", "new_password", "current_password", "recovery_code")
_FIELDS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "username_taken": ("username",),
    "email_taken": ("email",),
    "invalid_code": ("code", "recovery_code"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """The state of a form on a page: its input, never passwords, and its mistakes."""

    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    """Messages by field."""
    summary: str = ""
    """The message of a refusal that belongs to no single field."""

    @property
    def is_refused(self) -> bool:
        return bool(self.errors or self.summary)


def read_form(*names: str) -> dict[str, str]:
    """The fields of the submitted form, empty if missing.

    Raises UnsupportedMediaType, BodyTooLarge, MalformedBody for text that is not Unicode,
    ValidationFailed for a text too long or with NUL, which no database stores.
    """
    if request.mimetype not in _FORM_TYPES:
        raise UnsupportedMediaType
    sent = body.read_form()
    fields = {name: sent.get(name, "") for name in names}
    if any(_UNSOUND.search(text) for text in fields.values()):
        raise MalformedBody
    errors = tuple(
        FieldError(f"/{name}", "characters")
        if "\0" in text
        else FieldError(f"/{name}", "too_long", {"max_length": _max_length(name)})
        for name, text in fields.items()
        if "\0" in text or len(text) > _max_length(name)
    )
    if errors:
        raise ValidationFailed(errors=errors)
    if "code" in fields:
        # Apps and mails show codes in groups, and users type them that way.
        fields["code"] = fields["code"].replace(" ", "")
    return fields


def read_needed(name: str) -> str:
    """The only field of the submitted form, which must not be empty. Raises as `read_form`."""
    text = read_form(name)[name]
    if not text.strip(" "):
        raise ValidationFailed(errors=(FieldError(f"/{name}", "required"),))
    return text


def _max_length(name: str) -> int:
    return _MAX_PROFILE_CHARACTERS if name.startswith("profile/") else _MAX_CHARACTERS


def refused_form(problem: Problem, *shown: str) -> Form:
    """The form again, with the input of the shown fields, and the refusal at its field.

    Raises BodyTooLarge and UnsupportedMediaType again.
    """
    if isinstance(problem, BodyTooLarge | UnsupportedMediaType):
        # There is no form to show again, because it could not be read.
        raise problem
    note_refusal(problem)
    typed = {name: request.form.get(name, "") for name in shown if name not in _SECRETS}
    errors: dict[str, str] = {}
    others: list[str] = []
    for pointer, sentence in localized_errors(problem):
        name = next((each for each in shown if f"{pointer}/".startswith(f"/{each}/")), "")
        if name:
            errors[name] = f"{errors[name]} {sentence}" if name in errors else sentence
        else:
            others.append(sentence)
    if not problem.errors:
        names, sentence = _FIELDS_OF.get(problem.code, ()), localized_detail(problem)
        if problem.code == "invalid_credentials" and "identifier" not in shown:
            # For a user who is already known, only the password can be wrong.
            names = ("current_password", "password")
            sentence = web_context().catalogs.text(present_language(), "pages.form.wrong_password")
        name = next((each for each in names if each in shown), "")
        if name:
            errors[name] = sentence
        else:
            others.append(sentence)
    return Form(typed, errors, " ".join(dict.fromkeys(others)))
