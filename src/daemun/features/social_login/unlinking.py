"""Unlinking: a provider reports that a user revoked this application's access there, or that the account may
have been hijacked. The user is then logged out here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from daemun.batch import Batches
from daemun.features.audit.provider_events import IdentityUnlinked, IdentityWarned
from daemun.features.audit.service import Audit
from daemun.features.social_login.errors import ProviderNotFound
from daemun.features.social_login.gateway import Gateway
from daemun.features.social_login.model import Identity, Notification, Warned
from daemun.features.social_login.service import Identities
from daemun.features.social_login.store import IdentityStore
from daemun.origin import Origin


class Unlinking:
    """Handles notifications from providers."""

    def __init__(
        self,
        clients: Mapping[str, Gateway],
        store: IdentityStore,
        identities: Identities,
        batches: Batches,
        audit: Audit,
        *,
        end_sessions: Callable[[str, Origin], object],
        end_sessions_before: Callable[[str, datetime, Origin], object],
    ) -> None:
        """end_sessions: ends those of a user, in a batch. end_sessions_before: only those opened before."""
        self._clients = clients
        self._store = store
        self._identities = identities
        self._batches = batches
        self._audit = audit
        self._end_sessions = end_sessions
        self._end_sessions_before = end_sessions_before

    def take_in(self, name: str, posted: Notification, origin: Origin) -> None:
        """Disconnect the account of a notification, unless it is the user's last way in, and end the user's
        sessions; after a warning, only older sessions. Unknown users are ignored, and a repeated notification
        changes nothing.

        Raises ProviderNotFound, ProviderRefused, ProviderUnavailable.
        """
        client = self._clients.get(name)
        if client is None or not client.provider.notifies:
            raise ProviderNotFound
        told = client.read_notification(posted)
        known = None if told is None else self._store.find(client.provider.issuer, told.subject)
        if told is None or known is None:
            return
        # Older than the last login with it: the notification is late, or repeated.
        if told.told_at is not None and told.told_at < (known.last_used_at or known.created_at):
            return
        if isinstance(told, Warned):
            self._batches.in_batch(lambda: self._heed(known, told, origin))
        else:
            self._batches.in_batch(lambda: self._unlink(known, origin))

    def _unlink(self, known: Identity, origin: Origin) -> None:
        is_removed = self._identities.remove_unless_last(known)
        event = IdentityUnlinked(
            user_id=known.user_id, provider=known.provider, identity_id=known.id, is_removed=is_removed
        )
        self._audit.record(event, origin)
        self._end_sessions(known.user_id, origin)

    def _heed(self, known: Identity, warned: Warned, origin: Origin) -> None:
        event = IdentityWarned(
            user_id=known.user_id, provider=known.provider, identity_id=known.id, told=warned.kind
        )
        self._audit.record(event, origin)
        self._end_sessions_before(known.user_id, warned.told_at, origin)
