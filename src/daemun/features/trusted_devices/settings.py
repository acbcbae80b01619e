"""How long a device is trusted."""

from datetime import timedelta

from pydantic import Field

from daemun.settings_group import SettingsGroup


class TrustedDeviceSettings(SettingsGroup):
    """`DAEMUN_TRUSTED_DEVICES_...`: devices on which no second factor is asked for."""

    lifetime: timedelta = Field(default=timedelta(days=30), ge=timedelta(0), le=timedelta(days=30))
    """How long no second factor is asked for on a device whose owner chose to trust it. 0: always ask."""
