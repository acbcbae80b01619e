"""The application's own fields of a user as a form: made from its pydantic model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel

_PREFIX: Final = "profile/"
"""In front of the names of profile fields in a form: they are then the pointers of their mistakes."""
Kind = Literal["text", "number", "checkbox", "select"]


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One field that people fill in."""

    name: str
    label: str
    kind: Kind
    is_required: bool
    is_nullable: bool = False
    options: tuple[str, ...] = ()

    @property
    def input_name(self) -> str:
        return _PREFIX + self.name


def profile_fields(model: type[BaseModel] | None) -> tuple[ProfileField, ...]:
    """The fields that a form can show: text, numbers, yes or no, and one of several texts."""
    if model is None:
        return ()
    schema = model.model_json_schema()
    required = set(schema.get("required", ()))
    found = (
        _field(name, _resolved(member, schema), is_required=name in required)
        for name, member in schema.get("properties", {}).items()
    )
    return tuple(each for each in found if each is not None)


def input_names(fields: Sequence[ProfileField]) -> tuple[str, ...]:
    """The names of their inputs."""
    return tuple(field.input_name for field in fields)


def read_profile(fields: Sequence[ProfileField], typed: Mapping[str, str]) -> dict[str, object]:
    """What was typed, as JSON values; the model checks them. An empty field is left out."""
    values: dict[str, object] = {}
    for field in fields:
        text = typed.get(field.input_name, "").strip()
        if field.kind == "checkbox":
            values[field.name] = bool(text)
        elif text:
            values[field.name] = _number(text) if field.kind == "number" else text
    return values


def read_changes(fields: Sequence[ProfileField], typed: Mapping[str, str]) -> dict[str, object]:
    """As `read_profile`, for a profile that exists: what was emptied is empty."""
    emptied: dict[str, object] = {
        field.name: None if field.is_nullable else ""
        for field in fields
        if field.is_nullable or field.kind == "text"
    }
    return emptied | read_profile(fields, typed)


def write_profile(fields: Sequence[ProfileField], stored: Mapping[str, object]) -> dict[str, str]:
    """What is stored, as the form shows it."""
    values = {field.input_name: stored.get(field.name) for field in fields}
    return {name: str(value) for name, value in values.items() if value is not None and value is not False}


def _field(name: str, member: Mapping[str, Any], *, is_required: bool) -> ProfileField | None:
    label, is_nullable = str(member.get("title", name)), bool(member.get("nullable"))
    options = member.get("enum")
    if options and all(isinstance(option, str) for option in options):
        return ProfileField(name, label, "select", is_required, is_nullable, tuple(options))
    kinds: dict[str, Kind] = {
        "string": "text",
        "integer": "number",
        "number": "number",
        "boolean": "checkbox",
    }
    kind = kinds.get(str(member.get("type")))
    return None if kind is None else ProfileField(name, label, kind, is_required, is_nullable)


def _resolved(member: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and take the one type that stands beside null."""
    title = {"title": member["title"]} if "title" in member else {}
    for each in member.get("anyOf", ()):
        if each.get("type") != "null":
            return {**_resolved(each, schema), **title, "nullable": True}
    reference = member.get("$ref")
    if reference is None:
        return member
    return {**schema["$defs"][str(reference).rpartition("/")[2]], **title}


def _number(text: str) -> object:
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text
