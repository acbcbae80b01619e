"""Codes of authenticator apps."""

from datetime import timedelta

from pydantic import Field

from daemun.settings_group import SettingsGroup


class TotpSettings(SettingsGroup):
    """`DAEMUN_TOTP_...`: codes of authenticator apps."""

    window: int = Field(default=1, ge=0, le=1)
    """How many steps of 30 seconds a code may be early or late, for clocks that differ. 0: strict."""
    enrolment_lifetime: timedelta = Field(
        default=timedelta(minutes=15), ge=timedelta(minutes=1), le=timedelta(hours=1)
    )
    """How long the first code of a new app may take."""
