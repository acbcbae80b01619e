"""By what people are known."""

from typing import Literal

from pydantic import Field

from daemun.settings_group import SettingsGroup

Identifier = Literal["username", "email"]


class UserSettings(SettingsGroup):
    """`DAEMUN_USERS_...`: identifiers of users."""

    identifiers: tuple[Identifier, ...] = Field(default=("username", "email"), min_length=1)
    """What may be given at registration, at least one of them, and then used to log in."""
    min_username_length: int = Field(default=3, ge=2, le=64)
    """The least length of a new user name in characters; a Hangul syllable is one, so 2 lets `민수` in."""
