"""How users are identified."""

from enum import StrEnum
from typing import Literal

from pydantic import Field, field_validator

from daemun.settings_group import SettingsGroup
from daemun.web_address import is_host_name

Identifier = Literal["username", "email"]


class Verification(StrEnum):
    """Whether the owner of an address must be proven by mail."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class UserSettings(SettingsGroup):
    """`DAEMUN_USERS_...`: identifiers of users."""

    identifiers: tuple[Identifier, ...] = Field(default=("username", "email"), min_length=1)
    """What people may give at registration, at least one of them, and then log in with."""
    min_username_length: int = Field(default=2, ge=2, le=64)
    """The minimum length of a new user name in characters; a Hangul syllable is one, so 2 allows `민수`."""
    local_email_domains: tuple[str, ...] = ("local", "test")
    """Domains of email addresses inside a company, such as `corp.local` or `localhost`: accepted, with their
    sub-domains, although the internet does not know them. `internal` and `lan` need no mention.
    """

    email_verification: Verification | None = None
    """Whether people must confirm their email address by a mailed link or code: `required` before they get
    in, `optional` afterwards, `off` never. An unconfirmed address has no effect and blocks nobody. None:
    `required` once mails are sent, `off` before.
    """

    def verification(self, *, sends_mails: bool) -> Verification:
        """What counts."""
        if self.email_verification is not None:
            return self.email_verification
        return Verification.REQUIRED if sends_mails else Verification.OFF

    @field_validator("local_email_domains")
    @classmethod
    def _are_domains(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        written = tuple(domain.strip(" .").lower() for domain in domains)
        if not all(map(is_host_name, written)):
            raise ValueError("must be domains, such as corp.local")
        return written
