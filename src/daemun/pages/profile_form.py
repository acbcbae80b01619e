"""The application's own fields of a user as a form: made from its pydantic model."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DatetimeSchema

_PREFIX: Final = "profile"
"""The prefix of profile fields in a form, so that their names match the pointers of errors."""
_LONG_TEXT: Final = 200
"""Text fields that allow this many characters have several lines."""
Kind = Literal[
    "text",
    "textarea",
    "lines",
    "email",
    "url",
    "tel",
    "number",
    "date",
    "time",
    "datetime-local",
    "checkbox",
    "select",
]
"""`lines`: several texts, one per line; all others as in HTML."""
_TEXT_KINDS: Final[Mapping[str, Kind]] = {
    "email": "email",
    "uri": "url",
    "date": "date",
    "time": "time",
    "date-time": "datetime-local",
}
_MOMENT: Final = "moment"
_UNSHOWN_FORMATS: Final = frozenset({"binary", "password", _MOMENT})
_AUTOCOMPLETE: Final = {
    "name": "name",
    "full_name": "name",
    "nickname": "nickname",
    "phone": "tel",
    "birthday": "bday",
    "company": "organization",
    "homepage": "url",
}
_Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One field to fill in."""

    path: tuple[str, ...]
    """Its name; in a nested model, the names on the path to it."""
    label: str
    kind: Kind
    is_required: bool
    is_nullable: bool = False
    hint: str = ""
    default: object = None
    options: tuple[object, ...] = ()
    """The values of a `select`."""
    is_consent: bool = False
    """Whether it must be ticked: `Literal[True]`; if nullable, it may be left out."""
    minimum: float | None = None

    @property
    def input_name(self) -> str:
        return "/".join((_PREFIX, *self.path))

    @property
    def autocomplete(self) -> str:
        return _AUTOCOMPLETE.get(self.path[-1], "email" if self.kind == "email" else "off")


def profile_fields(model: type[BaseModel] | None) -> tuple[ProfileField, ...]:
    """The fields that a form can show; nested models are shown field by field."""
    if model is None:
        return ()
    schema = model.model_json_schema(schema_generator=_FormSchema)
    return tuple(found for found in _fields(schema, schema) if isinstance(found, ProfileField))


def fields_without_input(model: type[BaseModel]) -> tuple[str, ...]:
    """Required fields that no form can show."""
    schema = model.model_json_schema(schema_generator=_FormSchema)
    return tuple(found for found in _fields(schema, schema) if isinstance(found, str))


def fields_with_secrets(members: _Schema) -> tuple[str, ...]:
    """The fields of types such as `SecretStr`, wherever they are in a JSON schema."""
    models = (members, *members.get("$defs", {}).values())
    return tuple(
        name
        for model in models
        for name, member in model.get("properties", {}).items()
        if any(each.get("writeOnly") for each in (member, *member.get("anyOf", ())))
    )


def input_names(fields: Sequence[ProfileField]) -> tuple[str, ...]:
    """The names of their inputs."""
    return tuple(field.input_name for field in fields)


def read_profile(fields: Sequence[ProfileField], typed: Mapping[str, str]) -> dict[str, object]:
    """The input as JSON values; the model checks them. An empty field is left out."""
    values: dict[str, object] = {}
    for field in fields:
        text = typed.get(field.input_name, "").replace("\r\n", "\n").strip()
        around = _around(values, field.path)
        if text or (field.kind == "checkbox" and not field.is_consent):
            around[field.path[-1]] = _value(field, text)
    return values


def read_changes(
    fields: Sequence[ProfileField], typed: Mapping[str, str], stored: Mapping[str, object]
) -> dict[str, object]:
    """As `read_profile`, for an existing profile: an emptied field becomes empty, or its default again. What
    a nested model has beside its inputs stays.
    """
    values = read_profile(fields, typed)
    for field in fields:
        if typed.get(field.input_name, "").strip() or (field.kind == "checkbox" and not field.is_consent):
            continue
        if field.kind == "lines":
            _put(values, field.path, [])
        elif field.is_consent:
            # If it must not be withdrawn, the model refuses.
            _put(values, field.path, None if field.is_nullable else False)
        elif field.is_nullable or field.is_required or field.kind in ("text", "textarea"):
            _put(values, field.path, None if field.is_nullable else "")
        elif field.default is not None:
            _put(values, field.path, field.default)
    return {name: _laid_over(stored.get(name), value) for name, value in values.items()}


def write_profile(fields: Sequence[ProfileField], stored: Mapping[str, object]) -> dict[str, str]:
    """The stored values, as shown in the form."""
    values = {field.input_name: _found(stored, field.path) for field in fields}
    return {
        name: "\n".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in values.items()
        if value is not None and value is not False
    }


def write_defaults(fields: Sequence[ProfileField]) -> dict[str, str]:
    """The model's defaults, as shown in the form for a new user."""
    values: dict[str, object] = {}
    for field in fields:
        _put(values, field.path, field.default)
    return write_profile(fields, values)


class _FormSchema(GenerateJsonSchema):
    def datetime_schema(self, schema: DatetimeSchema) -> JsonSchemaValue:
        """Mark times that must have a zone: browsers submit times without one."""
        found = super().datetime_schema(schema)
        return {**found, "format": _MOMENT} if schema.get("tz_constraint") == "aware" else found


def _fields(
    members: _Schema, schema: _Schema, *, path: tuple[str, ...] = (), label: str = ""
) -> Iterator[ProfileField | str]:
    """The fields of a model; the names of those that are required and cannot be shown."""
    required = set(members.get("required", ()))
    for name, given in members.get("properties", {}).items():
        member, here = _resolved(given, schema), (*path, name)
        own = str(member.get("title", name))
        shown = f"{label} · {own}" if label else own
        if "properties" in member and name in required and not member.get("nullable"):
            yield from _fields(member, schema, path=here, label=shown)
        elif (kind := _kind(name, member, schema)) is not None:
            yield ProfileField(
                here,
                shown,
                kind,
                is_required=name in required,
                is_nullable=bool(member.get("nullable")),
                hint=str(member.get("description", "")),
                default=member.get("default"),
                options=_options(member) if kind == "select" else (),
                is_consent=member.get("const") is True,
                minimum=member.get("minimum", member.get("exclusiveMinimum")),
            )
        elif name in required:
            yield ".".join(here)


def _kind(name: str, member: _Schema, schema: _Schema) -> Kind | None:
    match member.get("type"):
        case "boolean":
            return None if member.get("const") is False else "checkbox"
        case "array":
            items = _resolved(member.get("items", {}), schema)
            is_text = items.get("type") == "string" and "enum" not in items
            return "lines" if is_text and "prefixItems" not in member else None
        case "string" | "integer" | "number" if _options(member):
            return "select"
        case "string":
            form = str(member.get("format", ""))
            if form in _UNSHOWN_FORMATS:
                return None
            if _AUTOCOMPLETE.get(name) == "tel":
                return "tel"
            is_long = member.get("maxLength", 0) > _LONG_TEXT and not form
            return "textarea" if is_long else _TEXT_KINDS.get(form, "text")
        case "integer" | "number":
            return "number"
    return None


def _options(member: _Schema) -> tuple[object, ...]:
    return tuple(member.get("enum", [member["const"]] if "const" in member else ()))


def _resolved(member: _Schema, schema: _Schema) -> _Schema:
    """Follow a reference, and take the only type beside null. The field's own texts stay."""
    own = {key: member[key] for key in ("title", "description", "default") if key in member}
    choices = member.get("anyOf", ())
    for each in choices:
        if each.get("type") != "null":
            is_nullable = any(other.get("type") == "null" for other in choices)
            return {**_resolved(each, schema), **own, "nullable": is_nullable}
    reference = member.get("$ref")
    if reference is None:
        return member
    meant = schema["$defs"][str(reference).rpartition("/")[2]]
    # The description of a class is not that of the field.
    return {**{key: value for key, value in meant.items() if key != "description"}, **own}


def _value(field: ProfileField, text: str) -> object:
    match field.kind:
        case "checkbox":
            return bool(text)
        case "lines":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "select":
            return next((option for option in field.options if str(option) == text), text)
        case "number":
            return _number(text)
        case _:
            return text


def _number(text: str) -> object:
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def _put(values: dict[str, object], path: tuple[str, ...], value: object) -> None:
    _around(values, path)[path[-1]] = value


def _around(values: dict[str, object], path: tuple[str, ...]) -> dict[str, object]:
    """The model around a field, created even if nothing was typed, so that errors of missing fields match."""
    for name in path[:-1]:
        values = values.setdefault(name, {})  # type: ignore[assignment]
    return values


def _found(values: object, path: tuple[str, ...]) -> object:
    for name in path:
        values = values.get(name) if isinstance(values, Mapping) else None
    return values


def _laid_over(stored: object, value: object) -> object:
    if not (isinstance(stored, Mapping) and isinstance(value, Mapping)):
        return value
    return {**stored, **{name: _laid_over(stored.get(name), each) for name, each in value.items()}}
