"""Flask-Security: the user table as CSV or JSON lines."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr

from daemun.features.passwords.foreign_hash import ForeignHash, hmac_key_id
from daemun.features.passwords.foreign_texts import HashRefused, read_foreign_text
from daemun.features.user_transfer.model import LeftBehind, Row
from daemun.features.user_transfer.sources.names import names

# Flask-Security takes these as they are, also where it hashes the others twice.
_HASHED_ONCE = ("pbkdf2_", "bcrypt_sha256$", "bcrypt$", "argon2$", "scrypt$")


class _User(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True, coerce_numbers_to_str=True)

    id: int | str | None = None
    username: str | None = None
    email: str | None = None
    password: str | None = None
    active: bool | None = True
    confirmed_at: str | None = None
    create_datetime: str | None = None
    roles: str | tuple[object, ...] = ()
    totp_secret: str | None = Field(
        default=None, validation_alias=AliasChoices("tf_totp_secret", "tf_secret")
    )


@dataclass(frozen=True, slots=True)
class FlaskSecurity:
    """One application's files. salt: its `SECURITY_PASSWORD_SALT`."""

    salt: SecretStr

    def read(self, number: int, members: Mapping[str, object]) -> Row:
        """A row of the table. Raises ValidationError."""
        given = {name: value for name, value in members.items() if value not in ("", None)}
        user = _User.model_validate(given)
        return Row(
            number,
            {
                "id": None if user.id is None else str(user.id),
                **names(user.username, user.email),
                "email_verified": user.confirmed_at or False,
                "created_at": user.create_datetime,
                "locked": user.active is False,
                "roles": user.roles,
                "password_hash": None if user.password is None else self._hash(user.password),
            },
            left_behind=()
            if user.totp_secret is None
            else (LeftBehind("totp", {"secret": user.totp_secret}),),
        )

    def _hash(self, text: str) -> str:
        try:
            read: ForeignHash = read_foreign_text(text)
        except HashRefused:
            return text
        if not text.startswith(_HASHED_ONCE):
            read = replace(read, hmac_key=hmac_key_id(self.salt))
        return str(replace(read, nfkd=True))
