"""Django: `manage.py dumpdata auth.user`, or the application's own user model."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from daemun.features.user_transfer.model import Row
from daemun.features.user_transfer.sources.names import names

_UNUSABLE = "!"


class _Fields(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    password: str
    username: str | None = None
    email: str | None = None
    date_joined: str | None = None
    is_active: bool = True
    first_name: str = ""
    last_name: str = ""


class _User(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    model: str
    pk: int | str | None = None
    fields: _Fields


def from_django(number: int, members: Mapping[str, object]) -> Row | None:
    """An object of a dump; None: it is no user. Raises ValidationError."""
    content = members.get("fields")
    if isinstance(content, dict) and "password" not in content:
        return None
    user = _User.model_validate(members)
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
    )
