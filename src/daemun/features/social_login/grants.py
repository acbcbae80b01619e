"""Grants: users' consents at providers, kept while they are connected, and revoked there afterwards."""

import json
import logging
from collections.abc import Mapping
from typing import Final

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.due_thread import DueThread, do_due
from daemun.features.audit.provider_events import ProviderFailed
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.social_login.errors import ProviderRefused, ProviderUnavailable
from daemun.features.social_login.gateway import Gateway
from daemun.features.social_login.model import Claimed, Grant
from daemun.features.social_login.policy import REVOKING_FOR, next_revocation_at
from daemun.features.social_login.store import GrantStore, IdentityStore
from daemun.sealing import SealBroken, Sealing

_logger: Final = logging.getLogger("daemun")


class Grants:
    """Stored with identities, and due automatically once those are gone."""

    def __init__(
        self,
        store: GrantStore,
        clients: Mapping[str, Gateway],
        sealing: Sealing,
        thread: DueThread,
        batches: Batches,
        clock: Clock,
    ) -> None:
        """clients: by the names of their providers. thread: does the work of `Revoking`."""
        self._store = store
        self._clients = clients
        self._sealing = sealing
        self._thread = thread
        self._batches = batches
        self._clock = clock

    def keep(self, identity_id: str, claimed: Claimed) -> None:
        """Store what can be revoked, in the batch that has read the identity."""
        client = self._clients.get(claimed.provider)
        if client is None or (claimed.token is None and not client.provider.revokes_by_subject):
            return
        content = {"issuer": claimed.issuer, "subject": claimed.subject, "token": claimed.token}
        sealed = self._sealing.seal(json.dumps(content).encode(), record=identity_id)
        self._store.keep(Grant(identity_id, identity_id, claimed.provider, sealed, self._clock.now()))

    def forget(self, identity_id: str) -> None:
        """Drop a grant without revoking it, in the caller's batch: the provider has ended it."""
        self._store.forget(identity_id)

    def revoke_soon(self) -> None:
        """Revoke what is due once the caller's batch is committed."""
        self._batches.after_commit(self._thread.wake)

    def wake(self) -> None:
        """Start revoking what is due now."""
        self._thread.wake()

    def keep_up(self) -> None:
        """Make sure that this process revokes the grants that a killed one has left.

        Where no provider is in the settings, that waits for housekeeping: most applications have none.
        """
        if self._clients:
            self._thread.keep_up()

    def flush(self, *, timeout: float | None = None) -> bool:
        """Wait until nothing is due; False: something still is. timeout: in seconds, by default 5."""
        return self._thread.flush(timeout=timeout)

    def close(self) -> None:
        """Revoke what is due, for a few seconds. What is left waits in the database."""
        self._thread.close()


class Revoking:
    """Revokes what is due. A provider that is down is asked again for some days."""

    def __init__(
        self,
        store: GrantStore,
        identities: IdentityStore,
        clients: Mapping[str, Gateway],
        sealing: Sealing,
        batches: Batches,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._store = store
        self._identities = identities
        self._clients = clients
        self._sealing = sealing
        self._batches = batches
        self._audit = audit
        self._clock = clock

    def revoke_due(self) -> float | None:
        """Revoke what is due. Returns the seconds until there is more; None: nothing waits.

        Raises StoreUnavailable; what was being revoked is due again in a while.
        """
        return do_due(self._store, self._revoke, self._clock, claimed_for=REVOKING_FOR)

    def _revoke(self, grant: Grant) -> None:
        failure = ""
        try:
            self._tell(grant)
        except ProviderUnavailable as unavailable:
            failure = unavailable.reason
            until = next_revocation_at(grant.tries, self._clock.now())
            if until is not None:
                _logger.warning("%s is not told of who disconnected yet: %s", grant.provider, failure)
                self._store.put_off(grant, until=until)
                return
        except ProviderRefused as refused:
            failure = refused.reason
        except SealBroken:
            failure = "it was sealed with another secret key"

        def end() -> None:
            if self._store.remove(grant) and failure:
                failed = ProviderFailed(provider=grant.provider, reason=f"revoke: {failure}")
                self._audit.record(failed, SYSTEM)

        self._batches.in_batch(end)

    def _tell(self, grant: Grant) -> None:
        content = json.loads(self._sealing.open(grant.sealed, record=grant.id))
        issuer, subject = content["issuer"], content["subject"]
        client = self._clients.get(grant.provider)
        if client is None or not client.provider.takes(issuer):
            raise ProviderRefused("it is not in the settings any more")
        # Not if the user has connected it again meanwhile.
        if self._identities.find(issuer, subject) is None:
            client.revoke(subject, content["token"])
