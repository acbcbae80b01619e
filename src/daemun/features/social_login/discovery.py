"""Discovery: a provider's addresses and keys, fetched when needed and cached for a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final, Generic, TypeVar

from daemun.clock import Clock
from daemun.features.social_login.calls import ProviderCalls
from daemun.features.social_login.client_secret import shared_key
from daemun.features.social_login.errors import ProviderUnavailable
from daemun.features.social_login.model import Metadata, Published
from daemun.features.social_login.provider import Provider
from daemun_verify.key_set import index_keys, read_jwk_set
from daemun_verify.verification_key import VerificationKey

_METADATA_LIFETIME: Final = timedelta(hours=1)
_KEYS_LIFETIME: Final = timedelta(minutes=5)
_STALE_LIFETIME: Final = timedelta(hours=24)
"""How long the cache may be used while the provider fails."""
_RETRY_INTERVAL: Final = timedelta(seconds=10)
_UNKNOWN_KEY_INTERVAL: Final = timedelta(seconds=30)
_RSA: Final = ("RS", "PS")
ONLY_KEY: Final = "\0only"
"""Stands for the key's name in tokens without one: there must be only one key."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProviderKey:
    """A key, and the only issuer that it is for."""

    key: VerificationKey
    issuer: str | None
    """Microsoft's: of which tenants, with `{tenantid}` in it, or of which one. None: it does not say."""


class Kept(Generic[T]):
    """A cached download, refreshed when it is old; the old one is used while that fails."""

    def __init__(self, fetch: Callable[[], T], clock: Clock, *, lifetime: timedelta) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lifetime = lifetime
        self._lock = Lock()
        self._kept: tuple[T, datetime] | None = None
        self._failed_at: datetime | None = None

    def get(self, *, max_age: timedelta | None = None) -> T:
        """The cached value if it is younger than `max_age`, or else fetch it. Raises ProviderUnavailable."""
        with self._lock:
            now = self._clock.now()
            age = None if self._kept is None else now - self._kept[1]
            if self._kept is not None and age is not None and age < (max_age or self._lifetime):
                return self._kept[0]
            is_usable = age is not None and age < _STALE_LIFETIME
            if self._kept is not None and is_usable and self._has_just_failed(now):
                return self._kept[0]
            try:
                found = self._fetch()
            except ProviderUnavailable:
                self._failed_at = now
                if self._kept is None or not is_usable:
                    raise
                return self._kept[0]
            self._kept, self._failed_at = (found, now), None
            return found

    def _has_just_failed(self, now: datetime) -> bool:
        return self._failed_at is not None and now < self._failed_at + _RETRY_INTERVAL


class Discovery:
    """What one provider publishes."""

    def __init__(self, provider: Provider, calls: ProviderCalls, clock: Clock) -> None:
        self._provider = provider
        self._calls = calls
        self._metadata = Kept(self._fetch_metadata, clock, lifetime=_METADATA_LIFETIME)
        self._keys = Kept(lambda: self._fetch_keys(self.metadata()), clock, lifetime=_KEYS_LIFETIME)
        self._shared_key = _shared_key_of(provider)

    def metadata(self) -> Metadata:
        """Its addresses. Raises ProviderUnavailable."""
        return self._metadata.get()

    def find_key(self, key_id: str) -> ProviderKey | None:
        """The key of its ID tokens with a name: one that it publishes, or the shared secret.

        Raises ProviderUnavailable.
        """
        return self._shared_key or self.find_public_key(key_id)

    def find_public_key(self, key_id: str) -> ProviderKey | None:
        """The provider's public key with an id; an unknown id fetches the keys again, once in a while.

        Raises ProviderUnavailable.
        """
        keys = self._keys.get()
        if key_id == ONLY_KEY:
            return next(iter(keys.values())) if len(keys) == 1 else None
        return keys.get(key_id) or self._keys.get(max_age=_UNKNOWN_KEY_INTERVAL).get(key_id)

    def examine(self) -> Published:
        """What it publishes, fetched now. Raises ProviderUnavailable."""
        metadata = self._fetch_metadata()
        if self._shared_key is not None or metadata.jwks_uri is None:
            return Published(metadata, None)
        return Published(metadata, tuple(each.key.algorithm for each in self._fetch_keys(metadata).values()))

    def _fetch_metadata(self) -> Metadata:
        preset, discovered_at = self._provider.preset, self._provider.discovered_at
        if discovered_at is None:
            return Metadata(
                authorization_endpoint=preset.authorization_endpoint or "",
                token_endpoint=preset.token_endpoint or "",
                jwks_uri=None,
                userinfo_endpoint=preset.userinfo_endpoint,
                revocation_endpoint=None,
                sends_issuer=False,
                takes_basic=True,
            )
        document = self._calls.get(f"{discovered_at.rstrip('/')}/.well-known/openid-configuration")
        # OpenID Connect Discovery 1.0 section 4.3: otherwise one provider could speak for another.
        if document.get("issuer") != self._provider.issuer:
            raise ProviderUnavailable("its discovery document is that of another issuer")
        methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        userinfo, revocation = document.get("userinfo_endpoint"), document.get("revocation_endpoint")
        return Metadata(
            authorization_endpoint=_address(document, "authorization_endpoint"),
            token_endpoint=_address(document, "token_endpoint"),
            jwks_uri=_address(document, "jwks_uri"),
            userinfo_endpoint=preset.userinfo_endpoint or (userinfo if isinstance(userinfo, str) else None),
            revocation_endpoint=revocation if isinstance(revocation, str) else None,
            sends_issuer=document.get("authorization_response_iss_parameter_supported") is True,
            takes_basic=isinstance(methods, list) and "client_secret_basic" in methods,
        )

    def _fetch_keys(self, metadata: Metadata) -> Mapping[str, ProviderKey]:
        if metadata.jwks_uri is None:
            raise ProviderUnavailable("it has no keys")
        document = self._calls.get(metadata.jwks_uri)
        entries = document.get("keys")
        if not isinstance(entries, list):
            raise ProviderUnavailable("its keys cannot be read")
        try:
            keys = index_keys(read_jwk_set({"keys": [self._with_algorithm(entry) for entry in entries]}))
        except ValueError:
            raise ProviderUnavailable("its keys cannot be read") from None
        issuers = {each.get("kid"): each.get("issuer") for each in entries if isinstance(each, Mapping)}
        return {name: ProviderKey(key, _text(issuers.get(name))) for name, key in keys.items()}

    def _with_algorithm(self, entry: object) -> object:
        """An RSA key without an algorithm (RFC 7517 section 4.4) gets the one of the settings."""
        if not isinstance(entry, Mapping) or "alg" in entry or entry.get("kty") != "RSA":
            return entry
        pinned = [name for name in self._provider.preset.algorithms if name.startswith(_RSA)]
        return {**entry, "alg": pinned[0]} if pinned else entry


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _shared_key_of(provider: Provider) -> ProviderKey | None:
    """If ID tokens are signed with the client's secret, no public key is accepted."""
    secret, algorithm = provider.client_secret, provider.preset.algorithms[0]
    if not algorithm.startswith("HS") or not isinstance(secret, str):
        return None
    return ProviderKey(shared_key(secret, algorithm, ONLY_KEY), None)


def _address(document: Mapping[str, object], name: str) -> str:
    address = document.get(name)
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise ProviderUnavailable(f"its discovery document has no {name}")
    return address
