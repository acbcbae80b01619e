"""Who must have a second factor, and which."""

from typing import Literal, Self

from pydantic import Field, model_validator

from daemun.settings_group import SettingsGroup

FactorKind = Literal["totp", "passkey"]


class FactorSettings(SettingsGroup):
    """`DAEMUN_FACTORS_...`: who must have a second factor, and which."""

    required: bool = False
    """Whether everybody must have a second factor. Until they do, their tokens allow only adding one."""
    required_roles: tuple[str, ...] = ()
    """Roles whose users must have one, such as `admin`."""
    kinds: tuple[FactorKind, ...] = Field(default=("totp", "passkey"), min_length=1)
    """Kinds that may be added: codes of authenticator apps, passkeys."""
    phishing_resistant_roles: tuple[str, ...] = ()
    """Roles whose users must have a passkey and log in with it: codes can be typed into a phishing page."""

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        if self.phishing_resistant_roles and "passkey" not in self.kinds:
            raise ValueError("DAEMUN_FACTORS_PHISHING_RESISTANT_ROLES: needs passkey in DAEMUN_FACTORS_KINDS")
        return self
