"""FactorDemands: who must have a second factor, and whether theirs is sufficient."""

from collections.abc import Collection

from daemun.features.factors.settings import FactorSettings
from daemun.features.login.model import SecondFactor
from daemun.features.login.policy import missing_resistance
from daemun.features.roles.service import Roles
from daemun.features.sessions.model import Proven
from daemun.features.users.model import User


class FactorDemands:
    """The policy of this installation. If nothing is required, nothing is read."""

    def __init__(self, settings: FactorSettings, roles: Roles) -> None:
        self._settings = settings
        self._roles = roles
        self.second_factors: list[SecondFactor] = []
        """Factors depend on this, so they are added once they exist."""

    def is_demanded(self, user: User) -> bool:
        """Whether this user must have a second factor."""
        settings = self._settings
        return settings.required or self._has_one_of(
            user, (*settings.required_roles, *settings.phishing_resistant_roles)
        )

    def resists_phishing(self, user: User) -> bool:
        """Whether this user must log in with a factor that resists phishing."""
        return self._has_one_of(user, self._settings.phishing_resistant_roles)

    def must_enroll(self, user: User) -> bool:
        """Whether this user must have a second factor and has none that suffices."""
        if not self.is_demanded(user):
            return False
        kinds = self.kinds_for(user)
        return not any(factor.name in kinds and factor.is_enrolled(user.id) for factor in self.second_factors)

    def kinds_for(self, user: User) -> tuple[str, ...]:
        """The kinds of factors that suffice for this user."""
        needs_resistance = self.resists_phishing(user)
        return tuple(
            factor.name
            for factor in self.second_factors
            if self.allows(factor.name) and (factor.resists_phishing or not needs_resistance)
        )

    def must_log_in_anew(self, user: User, proven: Proven) -> bool:
        """Whether this user must log in with a factor that resists phishing, has one, but did not use it."""
        resistant = [factor for factor in self.second_factors if factor.resists_phishing]
        # Called at every refresh, so what was proven is checked before anything is read.
        return (
            bool(missing_resistance(proven, resistant))
            and self.resists_phishing(user)
            and any(factor.is_enrolled(user.id) for factor in resistant)
        )

    def allows(self, kind: str) -> bool:
        """Whether factors of this kind may be added."""
        return kind in self._settings.kinds

    def _has_one_of(self, user: User, roles: Collection[str]) -> bool:
        return bool(roles) and not set(roles).isdisjoint(self._roles.list_roles(user.id))
