"""Keycloak: the users of a realm export."""

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from daemun.features.passwords.foreign_hash import ForeignHash, Scheme
from daemun.features.user_transfer.model import LeftBehind, OtherRow, Row
from daemun.features.user_transfer.sources.identities import read_identities
from daemun.features.user_transfer.sources.names import names, without_nulls

# Every user of a realm has them; they mean something to Keycloak alone.
_OWN_ROLES: Final = ("default-roles-", "offline_access", "uma_authorization")
_KINDS: Final = {
    "otp": "totp",
    "totp": "totp",
    "hotp": "hotp",
    "webauthn": "passkey",
    "webauthn-passwordless": "passkey",
    "recovery-authn-codes": "recovery_codes",
}


def _object(text: object) -> object:
    """Secret and data of a credential are JSON within JSON."""
    value = json.loads(text) if isinstance(text, str) else text
    return without_nulls(value) if isinstance(value, dict) else value


def _several(value: object) -> object:
    return value if isinstance(value, list) else [value]


class _Password(BaseModel):
    """A credential of type `password`, as Keycloak writes it since version 8."""

    model_config = ConfigDict(hide_input_in_errors=True)

    value: str
    salt: str = ""
    iterations: int = Field(default=1, alias="hashIterations")
    algorithm: str = ""
    parameters: dict[str, Annotated[tuple[str, ...], BeforeValidator(_several)]] = Field(
        default_factory=dict, alias="additionalParameters"
    )


class _User(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    id: str | None = None
    username: str | None = None
    email: str | None = None
    email_verified: bool = Field(default=False, alias="emailVerified")
    first_name: str | None = Field(default=None, alias="firstName")
    last_name: str | None = Field(default=None, alias="lastName")
    enabled: bool = True
    created_ms: int | None = Field(default=None, alias="createdTimestamp")
    attributes: dict[str, Annotated[tuple[str, ...], BeforeValidator(_several)]] = Field(default_factory=dict)
    credentials: tuple[dict[str, object], ...] = ()
    realm_roles: tuple[str, ...] = Field(default=(), alias="realmRoles")
    client_roles: dict[str, object] = Field(default_factory=dict, alias="clientRoles")
    groups: tuple[str, ...] = ()
    required_actions: tuple[str, ...] = Field(default=(), alias="requiredActions")
    federation_link: str | None = Field(default=None, alias="federationLink")
    identities: tuple[dict[str, object], ...] = Field(default=(), alias="federatedIdentities")
    service_account_client_id: str | None = Field(default=None, alias="serviceAccountClientId")


def from_keycloak(number: int, members: Mapping[str, object]) -> Row | OtherRow:
    """A user, or a client's service account. Raises ValidationError."""
    user = _User.model_validate(without_nulls(members))
    if user.service_account_client_id is not None:
        return OtherRow(number, "service_account")
    attributes: dict[str, object] = {
        name: values[0] if len(values) == 1 else list(values) for name, values in user.attributes.items()
    }
    names_of_person = {"first_name": user.first_name, "last_name": user.last_name}
    identities, left_behind = read_identities(
        user.identities, lambda each: (each.get("identityProvider"), each.get("userId"), each.get("userName"))
    )
    passwords = [each for each in user.credentials if each.get("type") == "password"]
    return Row(
        number,
        {
            "id": user.id,
            **names(user.username, user.email),
            "email_verified": user.email_verified,
            "created_at": None
            if user.created_ms is None
            else datetime.fromtimestamp(user.created_ms / 1000, UTC),
            "locked": not user.enabled,
            "roles": tuple(role for role in user.realm_roles if not role.startswith(_OWN_ROLES)),
            "password_hash": next(filter(None, map(_hash, passwords)), None),
            "password_must_change": "UPDATE_PASSWORD" in user.required_actions,
        },
        attributes | {name: value for name, value in names_of_person.items() if value is not None},
        (*_left_behind(user), *left_behind),
        identities,
    )


def _left_behind(user: _User) -> tuple[LeftBehind, ...]:
    """What of a user does not come along: second factors, groups."""
    kinds = [(str(each.get("type")), each) for each in user.credentials if each.get("type") != "password"]
    return (
        *(LeftBehind(_KINDS.get(kind, kind), _parsed(each)) for kind, each in kinds),
        *([LeftBehind("federation", {"link": user.federation_link})] if user.federation_link else []),
        *([LeftBehind("groups", {"groups": user.groups})] if user.groups else []),
        *([LeftBehind("client_roles", user.client_roles)] if user.client_roles else []),
    )


def _parsed(credential: Mapping[str, object]) -> dict[str, object]:
    """The members of a credential in one object: label, secret and data."""
    parsed: dict[str, object] = {name: credential[name] for name in ("userLabel",) if name in credential}
    for name in ("secretData", "credentialData"):
        try:
            inner = _object(credential.get(name))
        except (ValueError, RecursionError):
            continue
        parsed |= inner if isinstance(inner, dict) else {}
    return parsed


def _hash(credential: Mapping[str, object]) -> str | None:
    """The hash of a password; None: it was deleted, and its credential is left."""
    given = _parsed(credential)
    if "hashedSaltedValue" in credential:
        # Before version 8 everything was a member of the credential itself.
        given = {**credential, "value": credential["hashedSaltedValue"]}
    elif "value" in credential:
        return "plain:"
    if "value" not in given:
        return None
    try:
        password = _Password.model_validate(given)
        return _written(password, b64decode(password.salt), b64decode(password.value))
    except (ValidationError, ValueError, LookupError):
        return "keycloak: damaged"


def _written(password: _Password, salt: bytes, tag: bytes) -> str:
    match password.algorithm:
        case "pbkdf2-sha256" | "pbkdf2-sha512" as scheme:
            return str(ForeignHash(Scheme(scheme), (password.iterations,), salt, tag))
        case "argon2":
            kind, version, memory, lanes = (
                password.parameters[name][0] for name in ("type", "version", "memory", "parallelism")
            )
            costs = ({"1.0": 0x10}.get(version, 0x13), int(memory), password.iterations, int(lanes))
            return str(ForeignHash(Scheme(f"argon2{kind}"), costs, salt, tag))
        case "pbkdf2":
            return f"pbkdf2:sha1:{password.iterations}"
        case other:
            return f"keycloak: {other}"
