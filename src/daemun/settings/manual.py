"""What the manual says about each setting: from its type, its limits and its docstring."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from daemun.settings.reading import Settings, secret_names, setting_names
from daemun.settings_group import SettingsGroup

_LIMITS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
_UNITS = (("days", 86_400), ("hours", 3600), ("minutes", 60))


@dataclass(frozen=True, slots=True)
class SettingEntry:
    """One setting."""

    name: str
    """In full, `DAEMUN_...`."""
    group: str | None
    field: str
    text: str
    """Its docstring as one line."""
    default: object
    limits: str
    """Such as `at least 1, at most 99`; empty: none."""
    is_secret: bool


def setting_entries() -> Iterator[SettingEntry]:
    """Every setting, group by group."""
    secrets = secret_names()
    for name, (group, field) in setting_names().items():
        model = Settings if group is None else group_model(group)
        info = model.model_fields[field]
        yield SettingEntry(
            name=name,
            group=group,
            field=field,
            text=" ".join(_field_texts(model).get(field, "").split()),
            default=info.get_default(call_default_factory=True),
            limits=_limits(info),
            is_secret=name in secrets,
        )


def group_model(group: str) -> type[SettingsGroup]:
    """The class of a group, such as `LockoutSettings` of `lockout`."""
    model = Settings.model_fields[group].annotation
    if not isinstance(model, type) or not issubclass(model, SettingsGroup):
        raise LookupError(group)
    return model


def group_text(group: str) -> str:
    """What a group is for, as one line."""
    return " ".join((inspect.getdoc(group_model(group)) or "").split())


def value_text(value: object) -> str:
    """A value as shown to people; a secret only as set or not."""
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case timedelta():
            return duration_text(value)
        case SecretStr():
            return "set"
        case tuple():
            return ",".join(value_text(each) for each in value) or "empty"
        case _:
            return str(value)


def duration_text(value: timedelta) -> str:
    """Such as `10 minutes`, in the largest unit that needs no fraction."""
    seconds = value.total_seconds()
    if 0 < seconds < 1:
        return f"{seconds * 1000:g} milliseconds"
    for unit, size in _UNITS:
        if seconds >= size and seconds % size == 0:
            count = int(seconds // size)
            return f"{count} {unit if count != 1 else unit[:-1]}"
    return f"{seconds:g} seconds"


@cache
def _field_texts(model: type[SettingsGroup]) -> dict[str, str]:
    """The docstrings of its fields. Not read by pydantic: at every start, that would take a tenth of its
    time.
    """
    tree = ast.parse(inspect.getsource(model))
    body = next(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    texts = {}
    for field, below in pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str() as text)):
                texts[name] = text
    return texts


def _limits(info: FieldInfo) -> str:
    found = []
    for limit in info.metadata:
        for attribute, word in _LIMITS.items():
            value = getattr(limit, attribute, None)
            if value is not None:
                found.append(f"{word} {value_text(value)}")
    choices = [each for each in _choices(info.annotation) if isinstance(each, str)]
    if choices:
        found.append("one of " + ", ".join(choices))
    return ", ".join(found)


def _choices(annotation: object) -> Iterator[object]:
    for part in get_args(annotation):
        yield part
        yield from _choices(part)
