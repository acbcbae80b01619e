"""UserRecord: one user in our own form, which an import reads and an export writes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from daemun.clock import whole_milliseconds
from daemun.features.passwords.model import StoredPassword
from daemun.features.user_transfer.instants import AmbiguousDate, DateOrder, read_instant
from daemun.features.user_transfer.role_names import read_role_names, role_name, written_role_names
from daemun.features.users.model import User
from daemun.validation import ValidationFailed, field_errors

_MAX_LENGTH: Final = 4096


FLAGS: Final = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1", "o", "예", "네", "참"), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0", "x", "아니요", "아니오", "거짓"), False),
}


def _instant(given: object, info: ValidationInfo) -> datetime | None:
    try:
        read = read_instant(given, info.context)
    except AmbiguousDate:
        raise PydanticCustomError("ambiguous_date", "") from None
    except ValueError:
        raise PydanticCustomError("not_a_time", "") from None
    return None if read is None else whole_milliseconds(read)


def _flag(given: object, info: ValidationInfo) -> bool | datetime:
    if isinstance(given, bool):
        return given
    flag = FLAGS.get(str(given).strip().casefold())
    if flag is not None:
        return flag
    try:
        return _instant(given, info) or False
    except PydanticCustomError as error:
        raise PydanticCustomError(
            "not_a_flag" if error.type == "not_a_time" else "ambiguous_date", ""
        ) from None


def _roles(given: object) -> object:
    """Several in one text, and roles as objects that have a name, are names."""
    if isinstance(given, str):
        return read_role_names(given)
    if isinstance(given, list | tuple):
        return [role_name(each) for each in given]
    return given


Instant = Annotated[datetime | None, BeforeValidator(_instant)]
SinceFlag = Annotated[bool | datetime, BeforeValidator(_flag)]
"""Whether, or since when."""


class UserRecord(BaseModel):
    """What a row may contain; everything is optional except a name or an address."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, coerce_numbers_to_str=True
    )

    id: str | None = Field(default=None, max_length=_MAX_LENGTH)
    username: str | None = Field(default=None, max_length=_MAX_LENGTH)
    email: str | None = Field(default=None, max_length=_MAX_LENGTH)
    email_verified: SinceFlag = False
    created_at: Instant = None
    locked: SinceFlag = False
    roles: Annotated[tuple[str, ...], BeforeValidator(_roles)] = Field(default=(), max_length=100)
    profile: dict[str, object] = Field(default_factory=dict, max_length=100)
    password_hash: str | None = Field(default=None, max_length=_MAX_LENGTH)
    password_changed_at: Instant = None
    password_must_change: bool = False

    locked_until: Instant = None
    """Locked if this is still ahead; our own locks have no end."""


COLUMNS: Final = tuple(name for name in UserRecord.model_fields if name != "locked_until")


def read_record(fields: Mapping[str, object], order: DateOrder | None = None) -> UserRecord:
    """Check the shape of a row; null is a missing member. Raises ValidationFailed."""
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        return UserRecord.model_validate(given, context=order)
    except ValidationError as error:
        # The texts of our own codes are in the catalogs.
        errors = tuple(replace(each, text=None) for each in field_errors(error))
        raise ValidationFailed(errors=errors) from None


def since(flag: SinceFlag, *, otherwise: datetime, now: datetime) -> datetime | None:
    """Since when a flag is set, not in the future; None: it is not."""
    if isinstance(flag, bool):
        return otherwise if flag else None
    return min(flag, now)


def written_record(user: User, password: StoredPassword | None, roles: tuple[str, ...]) -> dict[str, object]:
    """A user in our own form, every member in the same order. A generated password, good for a day, is left
    out.
    """
    if password is not None and password.expires_at is not None:
        password = None
    return {
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "email_verified": _written(user.email_verified_at) or False,
        "created_at": _written(user.created_at),
        "locked": _written(user.locked_at) or False,
        "roles": list(roles),
        "profile": dict(user.profile),
        "password_hash": password.hash if password is not None else None,
        "password_changed_at": _written(password.changed_at) if password is not None else None,
        "password_must_change": password is not None and password.must_change,
    }


def as_csv_values(record: Mapping[str, object]) -> list[str]:
    """The values of one line of CSV, in the order of COLUMNS."""
    return [_as_text(record[name]) for name in COLUMNS]


def from_csv_values(values: Mapping[str, object]) -> dict[str, object]:
    """From text to values: an empty text is a missing member, the profile is a JSON object."""
    given: dict[str, object] = {name: value for name, value in values.items() if value not in ("", None)}
    if isinstance(roles := given.get("roles"), str):
        given["roles"] = read_role_names(roles)
    if isinstance(profile := given.get("profile"), str):
        try:
            given["profile"] = json.loads(profile)
        except (ValueError, RecursionError):
            given["profile"] = profile
    return given


def _written(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="milliseconds")


def _as_text(value: object) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "true"
        case list():
            return written_role_names(tuple(map(str, value)))
        case dict():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""
        case _:
            return str(value)
