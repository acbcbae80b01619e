"""Imported: accounts at providers that come with users from another product."""

from collections.abc import Iterable, Mapping
from typing import Final

from daemun.features.social_login.admission import Admission
from daemun.features.social_login.model import Claimed
from daemun.features.social_login.provider import Provider
from daemun.features.user_transfer.model import ForeignIdentity
from daemun.origin import Origin

_NAMES: Final[Mapping[str, str]] = {
    "apple.com": "apple",
    "github.com": "github",
    "google.com": "google",
    "google-oauth2": "google",
}
"""Names that other services use for our providers."""
_PREFIXES: Final = ("oidc.", "custom:")
"""The prefix of Firebase's and Supabase's names for any other provider."""


class ImportedIdentities:
    """Connects imported accounts by the names of their providers."""

    def __init__(self, admission: Admission, providers: Iterable[Provider]) -> None:
        self._admission = admission
        # If each tenant is an issuer, the file does not say which one it was.
        self._issuers = {each.name: each.issuer for each in providers if "{" not in each.issuer}

    def knows(self, foreign: ForeignIdentity) -> bool:
        """Whether this provider is configured here."""
        return _name(foreign) in self._issuers

    def add(self, user_id: str, foreign: ForeignIdentity, origin: Origin) -> bool:
        """Connect it, in the caller's batch; False: the provider is unknown, or another user has it."""
        name = _name(foreign)
        if name not in self._issuers:
            return False
        claimed = Claimed(name, self._issuers[name], foreign.subject, foreign.email)
        return self._admission.connect(user_id, claimed, origin, at_registration=True)


def _name(foreign: ForeignIdentity) -> str:
    name = foreign.provider
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return _NAMES.get(name, name)
