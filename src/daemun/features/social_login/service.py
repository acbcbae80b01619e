"""Identities: the provider accounts that a user is connected to."""

from collections.abc import Callable, Sequence

from daemun.batch import Batches
from daemun.features.audit.provider_events import IdentityRemoved
from daemun.features.audit.service import Audit
from daemun.features.factors.errors import LastWayIn
from daemun.features.sessions.errors import SessionEnded
from daemun.features.social_login.errors import IdentityNotFound
from daemun.features.social_login.grants import Grants
from daemun.features.social_login.model import Identity
from daemun.features.social_login.store import IdentityStore
from daemun.features.users.store import UserStore
from daemun.origin import Origin


class Identities:
    """A user's connections, as shown to the user."""

    def __init__(
        self,
        store: IdentityStore,
        users: UserStore,
        batches: Batches,
        audit: Audit,
        grants: Grants,
        *,
        count_ways_in: Callable[[str], int],
    ) -> None:
        """count_ways_in: counts everything that a user can log in with, including connections."""
        self._store = store
        self._users = users
        self._batches = batches
        self._audit = audit
        self._grants = grants
        self._count_ways_in = count_ways_in

    def list_of(self, user_id: str) -> Sequence[Identity]:
        """A user's connections, oldest first."""
        return self._store.list_of(user_id)

    def remove(self, user_id: str, identity_id: str, origin: Origin) -> None:
        """Remove a connection, and revoke it at the provider soon, if possible.

        Raises IdentityNotFound, LastWayIn; SessionEnded when the user is gone.
        """

        def remove() -> None:
            # Held: of two concurrent removals, one sees the other's result.
            if self._users.hold(user_id) is None:
                raise SessionEnded
            removed = self._store.remove(user_id, identity_id)
            if removed is None:
                raise IdentityNotFound
            if self._count_ways_in(user_id) == 0:
                raise LastWayIn
            disconnected = IdentityRemoved(user_id=user_id, provider=removed.provider, identity_id=removed.id)
            self._audit.record(disconnected, origin)
            self._grants.revoke_soon()

        self._batches.in_batch(remove)

    def remove_unless_last(self, identity: Identity) -> bool:
        """Remove a connection that its provider has already ended, in the caller's batch; False when the user
        could no longer log in without it.
        """
        user_id = identity.user_id
        self._users.hold(user_id)
        self._grants.forget(identity.id)
        if self._count_ways_in(user_id) <= 1:
            return False
        return self._store.remove(user_id, identity.id) is not None

    def remove_all(self, user_id: str) -> None:
        """Remove every connection, in the caller's batch: they belonged to somebody else."""
        for identity in self._store.list_of(user_id):
            self._store.remove(user_id, identity.id)
        self._grants.revoke_soon()
