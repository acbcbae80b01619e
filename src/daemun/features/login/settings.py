"""How long a login may take that needs another factor."""

from datetime import timedelta

from pydantic import Field

from daemun.settings_group import SettingsGroup


class LoginSettings(SettingsGroup):
    """`DAEMUN_LOGIN_...`: logins in several steps."""

    attempt_lifetime: timedelta = Field(
        default=timedelta(minutes=5), gt=timedelta(0), le=timedelta(minutes=15)
    )
    """How long the second factor may take."""
