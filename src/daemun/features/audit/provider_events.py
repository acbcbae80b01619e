"""Events of accounts at providers; as in `events.py`."""

from dataclasses import dataclass

from daemun.features.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityConnected(Event):
    """An account at a provider was connected to the user, who may log in with it from now on.

    `at_registration`: the user was made with it.
    """

    name = "identity.connected"
    provider: str
    identity_id: str
    at_registration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRemoved(Event):
    """The owner disconnected an account at a provider."""

    name = "identity.removed"
    provider: str
    identity_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityUnlinked(Event):
    """The provider reported that the user removed the application there; their sessions ended. `is_removed`:
    False if it was the last way to log in and was kept.
    """

    name = "identity.unlinked"
    provider: str
    identity_id: str
    is_removed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityWarned(Event):
    """The provider reported that somebody else may have used an account there; earlier sessions ended.
    `told`: such as sessions-revoked or account-disabled.
    """

    name = "identity.warned"
    provider: str
    identity_id: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReclaimed(Event):
    """An address that nobody had confirmed was confirmed through a provider; what was set up before was
    removed.
    """

    name = "user.reclaimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFailed(Event):
    """A login with a provider failed, or the provider could not be told that somebody disconnected. `reason`:
    such as access_denied, wrong_issuer or `revoke: status 400, invalid_token`.
    """

    name = "provider.failed"
    provider: str
    reason: str
