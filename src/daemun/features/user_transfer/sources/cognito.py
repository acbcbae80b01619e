"""Amazon Cognito: `aws cognito-idp list-users`, and CSV with its column names. It gives no passwords."""

import re
from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from daemun.features.user_transfer.model import LeftBehind, Row
from daemun.features.user_transfer.sources.names import names, without_nulls

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NOT_OF_PERSON: Final = ("sub", "email", "email_verified", "identities", "cognito:")


class _Attribute(BaseModel):
    name: str = Field(alias="Name")
    value: str = Field(default="", alias="Value")


class _User(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    username: str = Field(alias="Username")
    attributes: tuple[_Attribute, ...] = Field(default=(), alias="Attributes")
    created_at: str | int | float | None = Field(default=None, alias="UserCreateDate")
    enabled: bool = Field(default=True, alias="Enabled")
    status: str = Field(default="", alias="UserStatus")
    second_factors: tuple[object, ...] = Field(default=(), alias="UserMFASettingList")


def from_cognito(number: int, members: Mapping[str, object]) -> Row:
    """A user, from JSON or CSV. Raises ValidationError."""
    given = without_nulls(members)
    if "Username" in given:
        user = _User.model_validate(given)
        attributes = {each.name: each.value for each in user.attributes}
    else:
        attributes = {name: str(value) for name, value in given.items()}
        name = attributes.get("cognito:username") or attributes.get("username")
        is_disabled = attributes.get("enabled", "").casefold() == "false"
        user = _User(Username=name or "", Enabled=not is_disabled)
    is_external = user.status == "EXTERNAL_PROVIDER" or "identities" in attributes
    # Where people log in with an address, Cognito makes names itself.
    is_made = is_external or _UUID.fullmatch(user.username) is not None
    username = attributes.get("preferred_username") or (None if is_made else user.username)
    offered = {
        name.removeprefix("custom:"): value
        for name, value in attributes.items()
        if value and not name.startswith(_NOT_OF_PERSON)
    }
    has_second_factor = user.second_factors or attributes.get("cognito:mfa_enabled", "").casefold() == "true"
    return Row(
        number,
        {
            "id": attributes.get("sub") or user.username or None,
            **names(username, attributes.get("email")),
            "email_verified": attributes.get("email_verified", "").casefold() == "true",
            "created_at": user.created_at,
            "locked": not user.enabled,
        },
        offered,
        (
            LeftBehind("identity" if is_external else "password"),
            *([LeftBehind("second_factor")] if has_second_factor else []),
        ),
    )
