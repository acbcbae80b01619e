"""Imported: accounts at providers that come with users from another product."""

from collections.abc import Iterable, Mapping
from typing import Final

from daemun.clock import Clock
from daemun.features.audit.provider_events import IdentityConnected
from daemun.features.audit.service import Audit
from daemun.features.social_login.model import Identity
from daemun.features.social_login.provider import Provider
from daemun.features.social_login.store import IdentityStore
from daemun.features.user_transfer.model import ForeignIdentity
from daemun.origin import Origin
from daemun.randomness import Randomness, random_id

_NAMES: Final[Mapping[str, str]] = {
    "apple.com": "apple",
    "github.com": "github",
    "google.com": "google",
    "google-oauth2": "google",
}
"""What others call the providers that we have names for."""
_PREFIXES: Final = ("oidc.", "custom:")
"""Of Firebase's and Supabase's names for any other provider."""


class ImportedIdentities:
    """Connects them by the names of the providers."""

    def __init__(
        self,
        store: IdentityStore,
        providers: Iterable[Provider],
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self._store = store
        # Where each tenant is an issuer, no file says which it was.
        self._issuers = {each.name: each.issuer for each in providers if "{" not in each.issuer}
        self._audit = audit
        self._clock = clock
        self._randomness = randomness

    def knows(self, foreign: ForeignIdentity) -> bool:
        """Whether there is such a provider here."""
        return _name(foreign) in self._issuers

    def add(self, user_id: str, foreign: ForeignIdentity, origin: Origin) -> bool:
        """Connect it, in the caller's batch; False: there is no such provider here, or somebody has it."""
        name = _name(foreign)
        if name not in self._issuers:
            return False
        identity = Identity(
            id=random_id(self._randomness),
            user_id=user_id,
            provider=name,
            issuer=self._issuers[name],
            subject=foreign.subject,
            email=foreign.email,
            created_at=self._clock.now(),
        )
        if not self._store.add(identity):
            return False
        connected = IdentityConnected(
            user_id=user_id, provider=name, identity_id=identity.id, at_registration=True
        )
        self._audit.record(connected, origin)
        return True


def _name(foreign: ForeignIdentity) -> str:
    name = foreign.provider
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return _NAMES.get(name, name)
