"""How long sessions last, and how refresh tokens rotate."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from daemun.settings_group import SettingsGroup


class SessionSettings(SettingsGroup):
    """`DAEMUN_SESSIONS_...`: sessions and refresh tokens."""

    idle_lifetime: timedelta = Field(default=timedelta(days=14), gt=timedelta(0), le=timedelta(days=30))
    """A session ends if it is not refreshed for this long."""
    absolute_lifetime: timedelta = Field(default=timedelta(days=30), gt=timedelta(0), le=timedelta(days=30))
    """A session always ends this long after the login."""
    refresh_grace: timedelta = Field(default=timedelta(seconds=10), ge=timedelta(0), le=timedelta(seconds=30))
    """For this long after its use, a refresh token returns the same successor again, so that two tabs do no
    harm; later it returns another one, until the first is used. 0: strict, a lost response ends the session.
    """
    refreshes_per_minute: int = Field(default=30, ge=1)
    """Maximum rotations of a session per minute."""
    fresh_login_window: timedelta = Field(
        default=timedelta(minutes=10), gt=timedelta(0), le=timedelta(hours=1)
    )
    """How recently the person must have authenticated to end sessions and make other sensitive changes."""
    feed_interval: timedelta = Field(
        default=timedelta(milliseconds=400), ge=timedelta(milliseconds=50), le=timedelta(milliseconds=800)
    )
    """How often each process checks for new revocations."""

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if self.idle_lifetime > self.absolute_lifetime:
            raise ValueError(
                "DAEMUN_SESSIONS_IDLE_LIFETIME: may not be above DAEMUN_SESSIONS_ABSOLUTE_LIFETIME"
            )
        return self
