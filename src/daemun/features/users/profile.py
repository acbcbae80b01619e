"""Profiles: the application's own fields of a user, checked by its own pydantic model."""

from collections.abc import Mapping
from dataclasses import replace
from types import NoneType
from typing import cast, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, to_jsonable_python

from daemun.features.users.model import User
from daemun.problem import FieldError
from daemun.validation import ValidationFailed, field_errors, json_pointer

_POINTER = "/profile"


class Profiles:
    """Checks profile fields; without a model there are none.

    Models change while users exist: a stored profile may lack new fields and contain removed ones.
    """

    def __init__(self, model: type[BaseModel] | None) -> None:
        self._model = model
        known = {} if model is None else model.model_fields
        self._given = {_given_name(name, field) for name, field in known.items()}
        self._given_by_stored = {
            _stored_name(name, field): _given_name(name, field) for name, field in known.items()
        }

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields, as in JSON."""
        return frozenset(self._given)

    def check(self, fields: Mapping[str, object]) -> dict[str, object]:
        """The fields as JSON values, defaults filled in. Raises ValidationFailed with pointers below
        `/profile`.
        """
        unknown = sorted(set(fields) - self._given)
        if self._model is None:
            if fields:
                raise ValidationFailed(errors=(FieldError(_POINTER, "unknown_member"),))
            return {}
        if unknown:
            raise ValidationFailed(
                errors=tuple(
                    FieldError(json_pointer(("profile", name)), "unknown_member") for name in unknown
                )
            )
        try:
            return self._model.model_validate(dict(fields)).model_dump(mode="json", by_alias=True)
        except ValidationError as error:
            raise ValidationFailed(errors=field_errors(error, under=_POINTER)) from None

    def change(self, stored: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
        """The stored profile with the changes. Other fields stay as they are, even if the model has changed
        since. Raises as `check`.
        """
        known = {given: stored[name] for name, given in self._given_by_stored.items() if name in stored}
        try:
            checked = self.check({**known, **changes})
        except ValidationFailed as refused:
            if self._model is None or any(_concerns(error, changes) for error in refused.errors):
                raise
            try:
                return {**stored, **_assign(self._model, known, changes)}
            except ValidationError:
                raise refused from None
        seen = self.read(stored)
        changed = {
            name: value for name, value in checked.items() if name not in stored or value != seen[name]
        }
        return {**stored, **changed}

    def read(self, stored: Mapping[str, object]) -> dict[str, object]:
        """The stored profile in the shape of the current model, also in nested models: new fields have their
        default, or None; removed ones are absent.

        Values are not checked again: a stricter rule locks nobody out.
        """
        return {} if self._model is None else _read(self._model, stored)

    def present(self, user: User) -> User:
        """The user with the profile as returned by `read`."""
        return replace(user, profile=self.read(user.profile))


def _read(model: type[BaseModel], stored: Mapping[str, object]) -> dict[str, object]:
    fields = {_stored_name(name, field): field for name, field in model.model_fields.items()}
    kept = stored if model.model_config.get("extra") == "allow" else model.model_computed_fields
    return {
        name: _read_value(field.annotation, stored[name]) if name in stored else _default(field)
        for name, field in fields.items()
    } | {name: stored[name] for name in kept if name in stored and name not in fields}


def _read_value(annotation: object, value: object) -> object:
    """A stored value in the shape of its current type: a model, an optional one, or several."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        is_object = isinstance(value, dict) and not issubclass(annotation, RootModel)
        return _read(annotation, cast("dict[str, object]", value)) if is_object else value
    inner = [each for each in get_args(annotation) if each not in (NoneType, Ellipsis)]
    match value:
        case dict() if get_origin(annotation) is dict:
            return {name: _read_value(inner[-1], each) for name, each in value.items()}
        case list() if len(inner) == 1 and get_origin(annotation) in (list, tuple):
            return [_read_value(inner[0], each) for each in value]
        case _:
            return _read_value(inner[0], value) if len(inner) == 1 else value


def _assign(
    model: type[BaseModel], known: Mapping[str, object], changes: Mapping[str, object]
) -> dict[str, object]:
    """Only the changed fields, checked. Raises ValidationError."""
    kept = model.model_construct(None, **known)
    given = {name: _given_name(name, field) for name, field in model.model_fields.items()}
    changed = {name: changes[given[name]] for name in given if given[name] in changes}
    for name, value in changed.items():
        model.__pydantic_validator__.validate_assignment(kept, name, value)
    return kept.model_dump(mode="json", by_alias=True, include=set(changed), warnings=False)


def _concerns(error: FieldError, changes: Mapping[str, object]) -> bool:
    """Whether a mistake is in a changed field, or in the profile as a whole."""
    places = [json_pointer(("profile", name)) for name in changes]
    return error.pointer == _POINTER or any(f"{error.pointer}/".startswith(f"{place}/") for place in places)


def _stored_name(name: str, field: FieldInfo) -> str:
    return field.serialization_alias or field.alias or name


def _given_name(name: str, field: FieldInfo) -> str:
    given = field.validation_alias
    return given if isinstance(given, str) else field.alias or name


def _default(field: FieldInfo) -> object:
    value = field.get_default(call_default_factory=True, validated_data={})
    return None if value is PydanticUndefined else to_jsonable_python(value, by_alias=True)
