"""Whether registration is open."""

from daemun.settings_group import SettingsGroup


class RegistrationSettings(SettingsGroup):
    """`DAEMUN_REGISTRATION_...`: registration."""

    enabled: bool = True
    """Whether people may register themselves; if not, the response is 403 `registration_closed`."""
