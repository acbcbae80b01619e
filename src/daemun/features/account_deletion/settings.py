"""How long users have to cancel."""

from datetime import timedelta

from pydantic import Field

from daemun.settings_group import SettingsGroup


class AccountDeletionSettings(SettingsGroup):
    """`DAEMUN_ACCOUNT_DELETION_...`: accounts deleted by their owners."""

    delay: timedelta = Field(default=timedelta(days=7), ge=timedelta(0), le=timedelta(days=90))
    """How long after `DELETE /me` the account can be restored by logging in and `POST /me/undelete`. 0: it is
    erased at once.
    """
