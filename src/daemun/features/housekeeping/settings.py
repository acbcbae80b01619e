"""How often tables clean themselves."""

from datetime import timedelta

from pydantic import Field

from daemun.settings_group import SettingsGroup


class HousekeepingSettings(SettingsGroup):
    """`DAEMUN_HOUSEKEEPING_...`: removing expired data."""

    interval: timedelta = Field(default=timedelta(hours=1), ge=timedelta(0), le=timedelta(days=1))
    """How often each process that answers requests removes expired data: sessions that have ended, old
    counters. The times vary by half. 0: never; run `daemun db purge` from a timer.
    """
    budget: timedelta = Field(default=timedelta(seconds=2), gt=timedelta(0), le=timedelta(minutes=1))
    """How long it may take each time. The rest waits for the next time, and a server that is stopping waits
    for it to end.
    """
