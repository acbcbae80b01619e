"""What connections to providers need kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.social_login.model import Grant, Identity


class IdentityStore(Protocol):
    """Identities by issuer and subject, which only one user can have, and by user."""

    def add(self, identity: Identity) -> bool:
        """False if this issuer and subject are already connected: of several racers exactly one gets True."""

    def find(self, issuer: str, subject: str) -> Identity | None: ...

    def list_of(self, user_id: str) -> Sequence[Identity]:
        """Those of a user, the oldest first."""

    def use(self, identity_id: str, *, now: datetime) -> bool:
        """Record a login with it; False if it was deleted."""

    def remove(self, user_id: str, identity_id: str) -> Identity | None:
        """Remove one of a user; None when there is none: of several racers exactly one gets it."""


class GrantStore(Protocol):
    """Grants of providers. When an identity goes, in whatever way, its grant stays and is due: `identity_id`
    is None from then on. What a process does with a claimed one counts while nobody else has claimed it
    since.
    """

    def keep(self, grant: Grant) -> None:
        """Keep the grant of an identity, in the place of an older one; in the batch that saw the identity."""

    def forget(self, identity_id: str) -> None:
        """Keep none of this identity."""

    def find(self, grant_id: str) -> Grant | None: ...

    def claim(self, *, now: datetime, until: datetime) -> Grant | None:
        """Take the one that has been due for longest, and count a try, in one atomic step; others may not
        take it before `until`. Of several racers each gets another one, or None.
        """

    def put_off(self, claimed: Grant, *, until: datetime) -> bool:
        """Try again later."""

    def remove(self, claimed: Grant) -> bool:
        """Forget one that is revoked, or never will be."""

    def next_try_at(self) -> datetime | None:
        """Give the time at which the next one is due; None: none waits."""
