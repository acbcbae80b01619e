"""UserRecord: one user in our own form, which an import reads and an export writes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from daemun.clock import whole_milliseconds
from daemun.features.passwords.model import StoredPassword
from daemun.features.users.model import User
from daemun.validation import ValidationFailed, field_errors

_MAX_LENGTH: Final = 4096


def _utc(given: datetime) -> datetime:
    """Aware, UTC, whole milliseconds; without a zone it is UTC."""
    if given.tzinfo is None:
        return whole_milliseconds(given.replace(tzinfo=UTC))
    try:
        return whole_milliseconds(given.astimezone(UTC))
    except OverflowError:
        raise ValueError("before the first year or after the last") from None


Instant = Annotated[datetime, AfterValidator(_utc)]
SinceFlag = bool | Instant
"""Whether, or since when."""


class UserRecord(BaseModel):
    """What a row may say; everything is optional but a name or an address."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str | None = Field(default=None, max_length=_MAX_LENGTH)
    username: str | None = Field(default=None, max_length=_MAX_LENGTH)
    email: str | None = Field(default=None, max_length=_MAX_LENGTH)
    email_verified: SinceFlag = False
    created_at: Instant | None = None
    locked: SinceFlag = False
    roles: tuple[str, ...] = Field(default=(), max_length=100)
    profile: dict[str, object] = Field(default_factory=dict, max_length=100)
    password_hash: str | None = Field(default=None, max_length=_MAX_LENGTH)
    password_changed_at: Instant | None = None
    password_must_change: bool = False


COLUMNS: Final = tuple(UserRecord.model_fields)


def read_record(fields: Mapping[str, object]) -> UserRecord:
    """Check the shape of a row; null is a missing member. Raises ValidationFailed."""
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        return UserRecord.model_validate(given)
    except ValidationError as error:
        raise ValidationFailed(errors=field_errors(error)) from None


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
    """From text to values: an empty text is a missing member, roles are separated by spaces or commas, the
    profile is a JSON object.
    """
    given: dict[str, object] = {name: value for name, value in values.items() if value not in ("", None)}
    if isinstance(roles := given.get("roles"), str):
        given["roles"] = tuple(roles.replace(",", " ").split())
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
            return " ".join(map(str, value))
        case dict():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""
        case _:
            return str(value)
