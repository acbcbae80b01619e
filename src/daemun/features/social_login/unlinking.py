"""Unlinking: a person took this application away at a provider. Here they are logged out everywhere."""

from collections.abc import Callable, Mapping

from daemun.batch import Batches
from daemun.features.audit.provider_events import IdentityUnlinked
from daemun.features.audit.service import Audit
from daemun.features.social_login.errors import ProviderNotFound
from daemun.features.social_login.gateway import Gateway
from daemun.features.social_login.model import Notification
from daemun.features.social_login.service import Identities
from daemun.features.social_login.store import IdentityStore
from daemun.origin import Origin


class Unlinking:
    """Takes in what providers tell us."""

    def __init__(
        self,
        clients: Mapping[str, Gateway],
        store: IdentityStore,
        identities: Identities,
        batches: Batches,
        audit: Audit,
        *,
        end_sessions: Callable[[str, Origin], object],
    ) -> None:
        """end_sessions: those of a user, in a batch."""
        self._clients = clients
        self._store = store
        self._identities = identities
        self._batches = batches
        self._audit = audit
        self._end_sessions = end_sessions

    def take_in(self, name: str, posted: Notification, origin: Origin) -> None:
        """Disconnect the account of whom a provider tells us, unless it is their last way in, and end their
        sessions. Unknown people are no error.

        Raises ProviderNotFound, ProviderRefused, ProviderUnavailable.
        """
        client = self._clients.get(name)
        if client is None or not client.provider.notifies:
            raise ProviderNotFound
        unlinked = client.read_notification(posted)
        known = None if unlinked is None else self._store.find(client.provider.issuer, unlinked.subject)
        if unlinked is None or known is None:
            return
        # Of before the last login there: it was said late, or again.
        if unlinked.told_at is not None and unlinked.told_at < (known.last_used_at or known.created_at):
            return

        def unlink() -> None:
            is_removed = self._identities.remove_unless_last(known)
            event = IdentityUnlinked(
                user_id=known.user_id, provider=name, identity_id=known.id, is_removed=is_removed
            )
            self._audit.record(event, origin)
            self._end_sessions(known.user_id, origin)

        self._batches.in_batch(unlink)
