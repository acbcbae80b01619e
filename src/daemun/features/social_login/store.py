"""The storage port of connections to providers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.social_login.model import Grant, Identity


class IdentityStore(Protocol):
    """Identities by issuer and subject, which only one user can have, and by user."""

    def add(self, identity: Identity) -> bool:
        """False if this issuer and subject are already connected. Of concurrent calls, one returns True."""

    def find(self, issuer: str, subject: str) -> Identity | None: ...

    def list_of(self, user_id: str) -> Sequence[Identity]:
        """A user's connections, oldest first."""

    def use(self, identity_id: str, *, now: datetime) -> bool:
        """Record a login with it; False if it was deleted."""

    def remove(self, user_id: str, identity_id: str) -> Identity | None:
        """Remove a user's connection; None when there is none. Of concurrent calls, exactly one gets it."""


class GrantStore(Protocol):
    """Grants of providers. When an identity is removed in any way, its grant stays and is due: `identity_id`
    becomes None. A change to a claimed grant counts only if nobody else has claimed it since.
    """

    def keep(self, grant: Grant) -> None:
        """Store an identity's grant in place of an older one, in the batch that has read the identity."""

    def forget(self, identity_id: str) -> None:
        """Remove the grant of this identity."""

    def find(self, grant_id: str) -> Grant | None: ...

    def claim(self, *, now: datetime, until: datetime) -> Grant | None:
        """Claim the grant that has been due for longest, and count a try, atomically; others may not claim it
        before `until`. Concurrent calls get different ones, or None.
        """

    def put_off(self, claimed: Grant, *, until: datetime) -> bool:
        """Try again later."""

    def remove(self, claimed: Grant) -> bool:
        """Remove a grant that is revoked, or never will be."""

    def next_try_at(self) -> datetime | None:
        """The time at which the next grant is due; None: none waits."""
