"""How often tables clean themselves."""

from datetime import timedelta

from pydantic import Field

from daemun.settings_group import SettingsGroup


class HousekeepingSettings(SettingsGroup):
    """`DAEMUN_HOUSEKEEPING_...`: removing what is over."""

    interval: timedelta = Field(default=timedelta(hours=1), ge=timedelta(0), le=timedelta(days=1))
    """How often each process that answers requests removes what is over: sessions that have ended, old
    counts. The moments are spread by half. 0: never; have `daemun db purge` run by a timer.
    """
    budget: timedelta = Field(default=timedelta(seconds=2), gt=timedelta(0), le=timedelta(minutes=1))
    """How long it may take each time. What is left waits for the next time, and a server that stops waits for
    it.
    """
