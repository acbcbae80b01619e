"""By what people are known."""

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
    """What may be given at registration, at least one of them, and then used to log in."""
    min_username_length: int = Field(default=2, ge=2, le=64)
    """The least length of a new user name in characters; a Hangul syllable is one, so 2 lets `민수` in."""
    local_email_domains: tuple[str, ...] = ("local", "test")
    """Domains of email addresses inside a company, such as `corp.local` or `localhost`: taken, with what is
    below them, although the internet does not know them. `internal` and `lan` need no mention."""

    email_verification: Verification | None = None
    """Whether people prove their email address by a mailed link or code: `required` before they get in,
    `optional` afterwards, `off` never. An address that is not proven confers nothing and blocks nobody. None:
    `required` as soon as mails are sent, `off` before.
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
