"""Firebase Authentication: `firebase auth:export`, JSON or CSV."""

import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from daemun.features.passwords.foreign_hash import ForeignHash, Scheme
from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import LeftBehind, OtherRow, Row
from daemun.features.user_transfer.sources.identities import read_identities
from daemun.features.user_transfer.sources.names import names

_PARAMETER: Final = re.compile(r"\"?(\w+)\"?\s*[:=]\s*\"?([^\s\",}]+)")
_NEEDED: Final = ("base64_signer_key", "base64_salt_separator", "rounds", "mem_cost")
_REDACTED: Final = "UkVEQUNURUQ="
"""What stands for each hash in a file of somebody who may not see them: base64 of a word."""
_NO_PROVIDERS: Final = frozenset({"password", "phone"})
_OF_CSV: Final = ("google", "facebook", "twitter", "github")
CSV_COLUMNS: Final = (
    *("localId", "email", "emailVerified", "passwordHash", "salt", "displayName", "photoUrl"),
    *(f"{provider}_{part}" for provider in _OF_CSV for part in "abcd"),
    *("createdAt", "lastSignedInAt", "phoneNumber", "disabled", "customAttributes", "more1", "more2"),
)
"""The CSV has no header."""


@dataclass(frozen=True, slots=True, repr=False)
class FirebaseParameters:
    """A project's hash parameters."""

    signer_key: bytes
    salt_separator: bytes
    rounds: int
    mem_cost: int


def read_parameters(text: str) -> FirebaseParameters:
    """Read the block `hash_config {...}` as the console shows it, or JSON. Raises UnreadableFile."""
    found = dict(_PARAMETER.findall(text))
    try:
        return FirebaseParameters(
            signer_key=b64decode(found["base64_signer_key"], validate=True),
            salt_separator=b64decode(found["base64_salt_separator"], validate=True),
            rounds=int(found["rounds"]),
            mem_cost=min(int(found["mem_cost"]), 40),
        )
    except (KeyError, ValueError):
        needed = ", ".join(_NEEDED)
        raise UnreadableFile(f"the file of Firebase's parameters must have {needed}") from None


class _User(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    id: str = Field(alias="localId")
    email: str | None = None
    email_verified: bool = Field(default=False, alias="emailVerified")
    hash: str | None = Field(default=None, alias="passwordHash")
    salt: str = ""
    name: str | None = Field(default=None, alias="displayName")
    photo: str | None = Field(default=None, alias="photoUrl")
    phone: str | None = Field(default=None, alias="phoneNumber")
    created_at: int | None = Field(default=None, alias="createdAt")
    disabled: bool = False
    providers: tuple[dict[str, object], ...] = Field(default=(), alias="providerUserInfo")
    second_factors: tuple[dict[str, object], ...] = Field(default=(), alias="mfaInfo")


@dataclass(frozen=True, slots=True)
class Firebase:
    """One project's files. None: its parameters are not known, and nobody may have a password."""

    parameters: FirebaseParameters | None

    def read(self, number: int, members: Mapping[str, object]) -> Row | OtherRow:
        """A user. Raises ValidationError, UnreadableFile."""
        given = {name: value for name, value in members.items() if value not in ("", None)}
        user = _User.model_validate(given)
        if not (user.email or user.phone or user.hash or user.name or user.providers or [*_of_csv(given)]):
            return OtherRow(number, "anonymous")
        identities, left_behind = read_identities(
            (
                *(each for each in user.providers if each.get("providerId") not in _NO_PROVIDERS),
                *_of_csv(given),
            ),
            lambda each: (each.get("providerId"), each.get("rawId"), each.get("email")),
        )
        offered = {"display_name": user.name, "photo_url": user.photo, "phone_number": user.phone}
        return Row(
            number,
            {
                "id": user.id,
                **names(None, user.email),
                "email_verified": user.email_verified,
                "created_at": None if user.created_at is None else user.created_at / 1000,
                "locked": user.disabled,
                "password_hash": None if user.hash is None else self._hash(user.hash, user.salt),
            },
            {name: value for name, value in offered.items() if value is not None},
            (*(LeftBehind("second_factor", each) for each in user.second_factors), *left_behind),
            identities,
        )

    def _hash(self, tag: str, salt: str) -> str:
        known = self.parameters
        if known is None:
            raise UnreadableFile(
                "Firebase's hashes need the project's parameters: --firebase-parameters FILE"
            )
        if tag == _REDACTED:
            raise UnreadableFile(
                "whoever made this file may not see hashes, and Firebase wrote REDACTED in their place: "
                "export as an owner of the project"
            )
        made = _base64(tag)
        if len(made) != len(known.signer_key):
            return "firebase: not of this signer key's length"
        # The hash is the signer key, encrypted by a stream of the password alone: keep that stream.
        stream = bytes(one ^ other for one, other in zip(made, known.signer_key, strict=True))
        costs = (1 << known.mem_cost, known.rounds, 1)
        return str(ForeignHash(Scheme.FIREBASE_SCRYPT, costs, _base64(salt) + known.salt_separator, stream))


def _of_csv(given: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Id and address of each provider are columns of their own."""
    for provider in _OF_CSV:
        if f"{provider}_a" in given:
            raw_id, email = given[f"{provider}_a"], given.get(f"{provider}_b")
            yield {"providerId": f"{provider}.com", "rawId": raw_id, "email": email}


def _base64(text: str) -> bytes:
    """JSON exports are written in base64url, CSV exports in base64."""
    return urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "=" * (-len(text) % 4))
