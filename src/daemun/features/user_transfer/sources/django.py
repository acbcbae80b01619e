"""Django: `manage.py dumpdata`, of everything or of the application's user model alone."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict

from daemun.features.user_transfer.model import LeftBehind, OtherRow, Row
from daemun.features.user_transfer.sources.names import names, without_nulls

_UNUSABLE: Final = "!"
# What every user model has beside a password, and other models with passwords have not.
_OF_USERS: Final = frozenset({"last_login", "is_active", "date_joined"})

_RIGHTS: Final = ("is_staff", "is_superuser", "groups", "user_permissions")


class _Fields(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    password: str = ""
    username: str | None = None
    email: str | None = None
    date_joined: str | None = None
    is_active: bool = True
    first_name: str = ""
    last_name: str = ""
    is_staff: bool = False
    is_superuser: bool = False
    groups: tuple[object, ...] = ()
    user_permissions: tuple[object, ...] = ()


class _User(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    model: str
    pk: int | str | None = None
    fields: _Fields


def from_django(number: int, members: Mapping[str, object]) -> Row | OtherRow:
    """An object of a dump, user or not. Raises ValidationError."""
    content = members.get("fields")
    if isinstance(content, dict) and not ("password" in content and _OF_USERS & content.keys()):
        return OtherRow(number, str(members.get("model")))
    user = _User.model_validate(without_nulls(members))
    has_password = user.fields.password and not user.fields.password.startswith(_UNUSABLE)
    return Row(
        number,
        {
            "id": None if user.pk is None else str(user.pk),
            **names(user.fields.username, user.fields.email),
            "created_at": user.fields.date_joined,
            "locked": not user.fields.is_active,
            "password_hash": user.fields.password if has_password else None,
        },
        {"first_name": user.fields.first_name, "last_name": user.fields.last_name},
        tuple(
            LeftBehind(name, {name: getattr(user.fields, name)})
            for name in _RIGHTS
            if getattr(user.fields, name)
        ),
    )
