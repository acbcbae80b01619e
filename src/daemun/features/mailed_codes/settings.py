"""Whether users may log in with a mailed code."""

from daemun.settings_group import SettingsGroup


class MailedCodeSettings(SettingsGroup):
    """`DAEMUN_MAILED_CODES_...`: logging in with a mailed code."""

    enabled: bool = False
    """Whether people may log in with a mailed code instead of a password. Anyone who can read a mailbox then
    gets into its account; a second factor is still required.
    """
