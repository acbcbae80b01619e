"""Profiles: the application's own fields of a user, checked by its own pydantic model."""

from collections.abc import Mapping

from pydantic import BaseModel, ValidationError

from daemun.problem import FieldError
from daemun.validation import ValidationFailed, field_errors, json_pointer

_POINTER = "/profile"


class Profiles:
    """Checks profile fields; without a model there are none."""

    def __init__(self, model: type[BaseModel] | None) -> None:
        self._model = model

    @property
    def fields(self) -> frozenset[str]:
        """Their names, as they are written in JSON."""
        return frozenset() if self._model is None else frozenset(_names(self._model))

    def check(self, fields: Mapping[str, object]) -> dict[str, object]:
        """The fields as JSON values, defaults filled in. Raises ValidationFailed with pointers below
        `/profile`.
        """
        if self._model is None:
            if fields:
                raise ValidationFailed(errors=(FieldError(_POINTER, "unknown_member"),))
            return {}
        unknown = sorted(set(fields) - _names(self._model))
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


def _names(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}
