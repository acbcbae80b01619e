"""How many wrong tries are allowed, and the waits that follow."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from daemun.settings_group import SettingsGroup


class LockoutSettings(SettingsGroup):
    """`DAEMUN_LOCKOUT_...`: limits on failed attempts."""

    max_failures: int = Field(default=5, ge=1, le=99)
    """Failed attempts in a row for one user before waits begin."""
    known_device_max_failures: int = Field(default=10, ge=1, le=99)
    """The same for a browser in which this user has logged in before; it is counted separately, so that
    neither strangers nor others at its address can lock it out.
    """
    first_wait: timedelta = Field(default=timedelta(seconds=30), ge=timedelta(seconds=1))
    """The first wait; it doubles with each further failed attempt."""
    longest_wait: timedelta = Field(default=timedelta(hours=1), ge=timedelta(seconds=1), le=timedelta(days=1))
    """The longest wait, at which doubling stops."""
    hard_stop: int = Field(default=100, ge=10, le=100)
    """Failed attempts in a row after which the password stops working until it is recovered. 100 is the
    ceiling of NIST SP 800-63B-4.
    """
    code_max_failures: int = Field(default=5, ge=1, le=10)
    """Wrong codes for one second factor within `code_window`."""
    code_window: timedelta = Field(
        default=timedelta(minutes=15), ge=timedelta(minutes=1), le=timedelta(days=1)
    )
    """The window for `code_max_failures`, and how long that factor then waits."""
    address_max_failures: int = Field(default=20, ge=1)
    """Failed logins from one address (IPv6: one /64) within `address_window`."""
    address_window: timedelta = Field(
        default=timedelta(minutes=5), ge=timedelta(seconds=1), le=timedelta(days=1)
    )
    """The window for `address_max_failures`, and how long that address then waits."""
    address_hour_max_failures: int = Field(default=100, ge=1)
    """Failed logins from one address within an hour; then it waits for an hour."""
    address_max_users: int = Field(default=10, ge=1)
    """Distinct users failing from one address within `address_users_window`."""
    address_users_window: timedelta = Field(
        default=timedelta(minutes=10), ge=timedelta(seconds=1), le=timedelta(days=1)
    )
    """The window for `address_max_users`, and how long that address then waits."""
    address_max_challenges: int = Field(default=300, ge=10)
    """Passkey challenges requested from one address within `address_window`: each is kept for five minutes.
    """
    alarm_failures: int = Field(default=100, ge=10)
    """Failed logins within `alarm_window`, across all users and addresses, that raise an alarm: an event and
    a line in the log. Repeated failures of one address with one user count once.
    """
    alarm_window: timedelta = Field(
        default=timedelta(minutes=10), ge=timedelta(minutes=1), le=timedelta(days=1)
    )
    """The window for `alarm_failures`; there is at most one alarm per window."""
    registrations_per_hour: int = Field(default=10, ge=1)
    """Registrations from one address within an hour."""
    provider_logins_per_hour: int = Field(default=300, ge=1)
    """Logins with a provider started from one address within an hour: successful ones count, and offices
    share an address.
    """

    @model_validator(mode="after")
    def _leads_from_waits_to_the_end(self) -> Self:
        if self.first_wait > self.longest_wait:
            raise ValueError("DAEMUN_LOCKOUT_FIRST_WAIT: may not be above DAEMUN_LOCKOUT_LONGEST_WAIT")
        if max(self.max_failures, self.known_device_max_failures) >= self.hard_stop:
            raise ValueError(
                "DAEMUN_LOCKOUT_HARD_STOP: must be above DAEMUN_LOCKOUT_MAX_FAILURES"
                " and DAEMUN_LOCKOUT_KNOWN_DEVICE_MAX_FAILURES"
            )
        return self
