"""What connections to providers need kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.social_login.model import Identity


class IdentityStore(Protocol):
    """Identities by issuer and subject, which only one user can have, and by user."""

    def add(self, identity: Identity) -> bool:
        """False when somebody has this issuer and subject: of several racers exactly one gets True."""

    def find(self, issuer: str, subject: str) -> Identity | None: ...

    def list_of(self, user_id: str) -> Sequence[Identity]:
        """Those of a user, the oldest first."""

    def use(self, identity_id: str, *, now: datetime) -> bool:
        """Note that it was logged in with; False when it is gone."""

    def remove(self, user_id: str, identity_id: str) -> Identity | None:
        """Remove one of a user; None when there is none: of several racers exactly one gets it."""
