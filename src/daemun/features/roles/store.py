"""The storage port of roles."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.roles.model import LostRole


class RoleStore(Protocol):
    """Who has which role. The time of a revocation is kept for the feed that every process follows."""

    def grant(self, user_id: str, role: str, *, now: datetime) -> bool:
        """True when the user did not have it."""

    def revoke(self, user_id: str, role: str, *, now: datetime) -> bool:
        """True when the user had it."""

    def list_roles(self, user_id: str) -> tuple[str, ...]:
        """In alphabetical order."""

    def list_roles_of(self, user_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """For each of these users, in alphabetical order. May be slightly stale."""

    def list_in_use(self) -> frozenset[str]:
        """Every role that somebody has."""

    def list_lost_since(self, since: datetime) -> Sequence[LostRole]:
        """Roles revoked at or after `since` and not granted again."""
