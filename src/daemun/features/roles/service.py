"""Roles: grant, revoke, list."""

import re
from collections.abc import Mapping, Sequence

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import RoleGranted, RoleRevoked
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.roles.store import RoleStore
from daemun.origin import Origin

_ROLE = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,39}", re.ASCII)


class Roles:
    """Who has which role."""

    def __init__(self, store: RoleStore, batches: Batches, audit: Audit, clock: Clock) -> None:
        self._store = store
        self._batches = batches
        self._audit = audit
        self._clock = clock

    def grant(self, user_id: str, role: str, *, origin: Origin = SYSTEM) -> bool:
        """Give a role; True when the user did not have it. It is in the access tokens from the next refresh
        on.

        role: 1 to 40 of `a-z 0-9 _ . : -`; anything else raises ValueError.
        """
        check_role(role)
        return self._batches.in_batch(lambda: self.grant_too(user_id, role, origin=origin))

    def grant_too(self, user_id: str, role: str, *, origin: Origin) -> bool:
        """As `grant`, in the caller's batch."""
        check_role(role)
        granted = self._store.grant(user_id, role, now=self._clock.now())
        if granted:
            self._audit.record(RoleGranted(user_id=user_id, role=role), origin)
        return granted

    def revoke(self, user_id: str, role: str, *, origin: Origin = SYSTEM) -> bool:
        """Take a role away; True when the user had it. Access tokens that carry it are refused within a
        second.
        """

        def revoke() -> bool:
            revoked = self._store.revoke(user_id, role, now=self._clock.now())
            if revoked:
                self._audit.record(RoleRevoked(user_id=user_id, role=role), origin)
            return revoked

        return self._batches.in_batch(revoke)

    def list_roles(self, user_id: str) -> tuple[str, ...]:
        """The user's roles, in alphabetical order."""
        return self._store.list_roles(user_id)

    def list_roles_of(self, user_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The roles of each of these users."""
        return self._store.list_roles_of(user_ids)


def check_role(role: str) -> None:
    """Raise ValueError when this cannot be a role."""
    if not _ROLE.fullmatch(role):
        raise ValueError(
            "a role is 1 to 40 of a-z, 0-9, '_', '.', ':', '-', and begins with a letter or digit"
        )
