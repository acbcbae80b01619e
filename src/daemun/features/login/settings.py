"""Logins in several steps, and how long cookies are kept."""

from datetime import timedelta

from pydantic import Field

from daemun.settings_group import SettingsGroup


class LoginSettings(SettingsGroup):
    """`DAEMUN_LOGIN_...`: how a login proceeds."""

    attempt_lifetime: timedelta = Field(
        default=timedelta(minutes=5), gt=timedelta(0), le=timedelta(minutes=15)
    )
    """How long the second factor may take."""
    attempt_tries: int = Field(default=5, ge=1, le=10)
    """How many codes may be tried in one login; after that the login must be restarted."""
    remember: bool = False
    """Whether every login keeps its cookies when the browser closes; if not, only those that ask with
    `remember`.
    """
