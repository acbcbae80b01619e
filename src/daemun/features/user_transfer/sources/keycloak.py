"""Keycloak: the users of a realm export."""

from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field, Json

from daemun.features.passwords.foreign_hash import ForeignHash, Scheme
from daemun.features.user_transfer.model import Row
from daemun.features.user_transfer.sources.names import names

# Every user of a realm has them; they mean something to Keycloak alone.
_OWN_ROLES = ("default-roles-", "offline_access", "uma_authorization")


class _Secret(BaseModel):
    value: str
    salt: str = ""


class _CredentialData(BaseModel):
    iterations: int = Field(alias="hashIterations")
    algorithm: str
    parameters: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="additionalParameters")


class _Credential(BaseModel):
    type: str
    secret: Json[_Secret] | None = Field(default=None, alias="secretData")
    data: Json[_CredentialData] | None = Field(default=None, alias="credentialData")


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
    attributes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    credentials: tuple[_Credential, ...] = ()
    realm_roles: tuple[str, ...] = Field(default=(), alias="realmRoles")
    required_actions: tuple[str, ...] = Field(default=(), alias="requiredActions")
    service_account_client_id: str | None = Field(default=None, alias="serviceAccountClientId")


def from_keycloak(number: int, members: Mapping[str, object]) -> Row | None:
    """A user; None: it is a client's service account. Raises ValidationError."""
    user = _User.model_validate(members)
    if user.service_account_client_id is not None:
        return None
    attributes: dict[str, object] = {
        name: values[0] if len(values) == 1 else list(values) for name, values in user.attributes.items()
    }
    names_of_person = {"first_name": user.first_name, "last_name": user.last_name}
    passwords = [each for each in user.credentials if each.type == "password"]
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
            "password_hash": _hash(passwords[0]) if passwords else None,
            "password_must_change": "UPDATE_PASSWORD" in user.required_actions,
        },
        attributes | {name: value for name, value in names_of_person.items() if value is not None},
    )


def _hash(credential: _Credential) -> str:
    if credential.secret is None or credential.data is None:
        return "keycloak: no hash"
    data = credential.data
    salt, tag = b64decode(credential.secret.salt), b64decode(credential.secret.value)
    match data.algorithm:
        case "pbkdf2-sha256" | "pbkdf2-sha512" as scheme:
            return str(ForeignHash(Scheme(scheme), (data.iterations,), salt, tag))
        case "argon2":
            kind, version, memory, lanes = (
                data.parameters[name][0] for name in ("type", "version", "memory", "parallelism")
            )
            costs = ({"1.0": 0x10}.get(version, 0x13), int(memory), data.iterations, int(lanes))
            return str(ForeignHash(Scheme(f"argon2{kind}"), costs, salt, tag))
        case "pbkdf2":
            return f"pbkdf2:sha1:{data.iterations}"
        case other:
            return f"keycloak: {other}"
