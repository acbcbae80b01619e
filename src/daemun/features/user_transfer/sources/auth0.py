"""Auth0: the bulk export of users, and the export of password hashes that Auth0's support makes."""

import json
from collections.abc import Mapping
from typing import Annotated

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from daemun.features.user_transfer.model import LeftBehind, Row
from daemun.features.user_transfer.sources.identities import read_identities
from daemun.features.user_transfer.sources.names import names, without_nulls


def _parsed(value: object) -> object:
    """CSV has JSON as text."""
    return json.loads(value) if isinstance(value, str) else value


class _ObjectId(BaseModel):
    oid: str = Field(alias="$oid")


class _Date(BaseModel):
    date: str = Field(alias="$date")


class _HashValue(BaseModel):
    value: str
    encoding: str = "utf8"


class _CustomHash(BaseModel):
    algorithm: str
    hash: _HashValue


class _User(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True, coerce_numbers_to_str=True)

    mongo_id: _ObjectId | None = Field(default=None, alias="_id")
    user_id: str | None = Field(default=None, validation_alias=AliasChoices("user_id", "id"))
    username: str | None = None
    email: str | None = None
    email_verified: bool = False
    created_at: str | _Date | None = None
    blocked: bool = False
    password_hash: str | None = None
    exported_hash: str | None = Field(
        default=None, validation_alias=AliasChoices("passwordHash", "passwordhash")
    )
    custom_password_hash: _CustomHash | None = None
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    nickname: str | None = None
    picture: str | None = None
    user_metadata: Annotated[dict[str, object], BeforeValidator(_parsed)] = Field(default_factory=dict)
    identities: Annotated[tuple[dict[str, object], ...], BeforeValidator(_parsed)] = ()
    multifactor: Annotated[tuple[str, ...], BeforeValidator(_parsed)] = ()


_METADATA = "user_metadata."
_OFFERED = ("name", "given_name", "family_name", "nickname", "picture")


def from_auth0(number: int, members: Mapping[str, object]) -> Row:
    """A line of an export, JSON or CSV. Raises ValidationError."""
    given = without_nulls(members)
    user = _User.model_validate(given)
    created = user.created_at
    identities, left_behind = read_identities(
        (each for each in user.identities if each.get("provider") != "auth0"), _identity
    )
    offered = {name: getattr(user, name) for name in _OFFERED}
    # In CSV each of the metadata is a column.
    columns = {
        name.removeprefix(_METADATA): value for name, value in given.items() if name.startswith(_METADATA)
    }
    return Row(
        number,
        {
            "id": user.user_id or (f"auth0|{user.mongo_id.oid}" if user.mongo_id is not None else None),
            **names(user.username, user.email),
            "email_verified": user.email_verified,
            "created_at": created.date if isinstance(created, _Date) else created,
            "locked": user.blocked,
            "password_hash": user.exported_hash or user.password_hash or _custom(user.custom_password_hash),
        },
        {
            name: value
            for name, value in (offered | columns | user.user_metadata).items()
            if value is not None
        },
        (*(LeftBehind("second_factor", {"kind": each}) for each in user.multifactor), *left_behind),
        identities,
    )


def _identity(each: Mapping[str, object]) -> tuple[object, object, object]:
    profile = each.get("profileData")
    email = profile.get("email") if isinstance(profile, dict) else None
    # Of providers that Auth0 does not know, only the connection has a name.
    is_any = each.get("provider") in ("oidc", "oauth2")
    return each.get("connection" if is_any else "provider"), each.get("user_id"), email


def _custom(given: _CustomHash | None) -> str | None:
    if given is None:
        return None
    if given.algorithm in {"bcrypt", "argon2", "pbkdf2"}:
        return given.hash.value
    return f"{given.algorithm}:{given.hash.value}"
