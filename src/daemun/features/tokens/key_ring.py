"""KeyRing: this process's copy of the signing keys, kept in step with other processes."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import SigningKeyAdded, SigningKeyRemoved
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.tokens import signer
from daemun.features.tokens.key_rotation import (
    KEY_SET_MAX_AGE,
    KeyDates,
    KeyPlan,
    list_dates,
    next_signs_from,
    plan_keys,
    signing_key,
)
from daemun.features.tokens.model import SigningKey
from daemun.features.tokens.settings import TokenSettings
from daemun.features.tokens.store import SigningKeyStore
from daemun.origin import Origin
from daemun.problem import KeysUnavailable
from daemun.sealing import SealBroken, Sealing
from daemun.secret_key import SecretKeyRefused
from daemun_verify import VerificationKey

_logger = logging.getLogger("daemun")

_OTHER_SECRET_KEY = (
    "the signing keys in the database were sealed with another secret key; "
    "bring the right one back, or run `daemun keys rotate --remove-old`"
)

_RELOAD_AFTER = timedelta(seconds=60)
_UNKNOWN_KEY_RELOAD_AFTER = timedelta(seconds=1)
_KNOWN_HERE_AFTER = timedelta(seconds=2)
"""Every process reads a new key within a second; the rest allows for clock skew."""
_KNOWN_EVERYWHERE_AFTER = _RELOAD_AFTER + KEY_SET_MAX_AGE
"""The slowest process publishes a new key after a minute; a verifier may have fetched the set just before."""


class KeyRing:
    """Finds verification keys, provides the signing key, and makes the next one in time. A
    `daemun_verify.KeySet`.
    """

    def __init__(
        self,
        store: SigningKeyStore,
        settings: TokenSettings,
        sealing: Sealing,
        batches: Batches,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._store = store
        self._settings = settings
        self._sealing = sealing
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._lock = Lock()
        self._keys: Sequence[SigningKey] = ()
        self._loaded_at: datetime | None = None
        self._private: dict[str, signer.PrivateKey] = {}
        self._verification: dict[str, VerificationKey] = {}
        self._has_reported = False

    def signing_key(self) -> tuple[SigningKey, signer.PrivateKey]:
        """The key that signs now. Raises KeysUnavailable, or LookupError before `keep_current` was called."""
        key = signing_key(self._keys, self._clock.now())
        if key is None:
            raise LookupError("there is no signing key yet")
        try:
            return key, self._open(key)
        except SealBroken as broken:
            self._report()
            raise KeysUnavailable from broken

    def check_secret_key(self) -> None:
        """Read all keys, and open the one that signs, if there is one. Raises SecretKeyRefused."""
        self.reload()
        key = self._plan().signing
        try:
            if key is not None:
                self._open(key)
        except SealBroken:
            raise SecretKeyRefused(_OTHER_SECRET_KEY) from None

    def find(self, key_id: str) -> VerificationKey | None:
        """The published key with that id. An unknown id reads the store again, at most once a second.

        While there is no key, every call reads: another process may just have made the first one.
        """
        key = self._verification.get(key_id)
        if key is None and (not self._verification or self._is_older_than(_UNKNOWN_KEY_RELOAD_AFTER)):
            self.reload()
            key = self._verification.get(key_id)
        return key

    def published_jwks(self) -> list[dict[str, str]]:
        """The public keys for the published key set (RFC 7517 section 5)."""
        self.keep_current()
        return [dict(key.public_jwk) for key in self._plan().published]

    def list_keys(self) -> Sequence[SigningKey]:
        """All keys, including removed ones, by number."""
        self.reload()
        return self._keys

    def list_dates(self) -> Sequence[KeyDates]:
        """The state and dates of all keys, including removed ones, by number."""
        return list_dates(self.list_keys(), self._clock.now(), self._settings)

    def list_unopenable(self) -> Sequence[SigningKey]:
        """Keys in use that were sealed with a secret key other than this process's."""
        return [key for key in self.list_keys() if key.removed_at is None and not self._opens(key)]

    def keep_current(self) -> None:
        """Read the store if the copy is older than a minute, and make the next key if it is time."""
        if self._is_older_than(_RELOAD_AFTER):
            self.reload()
        if next_signs_from(self._keys, self._clock.now(), self._settings) is not None:
            self._make_next()

    def rotate(self, *, origin: Origin = SYSTEM) -> SigningKey:
        """Publish a new key, which signs six minutes from now: every verifier that caches the key set for its
        `max-age` has it by then. Raises RuntimeError as `rotate_now`.
        """
        self.reload()
        return self._add_key(after=_KNOWN_EVERYWHERE_AFTER, replaced=(), origin=origin)

    def rotate_now(self, *, remove: bool, origin: Origin = SYSTEM) -> SigningKey:
        """Make a key that signs two seconds from now, when every process of this installation knows it.

        Other services that cache the key set refuse its tokens until they fetch it again, at most five
        minutes later. remove: make it sign at once and remove every older key, in case one leaked. All tokens
        that those signed are then refused, so every client must refresh; other processes follow within a
        second. Raises RuntimeError if another process made a key at the same moment.
        """
        self.reload()
        replaced = [key for key in self._keys if key.removed_at is None] if remove else ()
        after = timedelta(0) if remove else _KNOWN_HERE_AFTER
        return self._add_key(after=after, replaced=replaced, origin=origin)

    def _add_key(self, *, after: timedelta, replaced: Sequence[SigningKey], origin: Origin) -> SigningKey:
        now = self._clock.now()
        plan = self._plan()
        signs_from = now + after if plan.signing is not None else now
        made = self._make(plan.next_number, signs_from=signs_from, now=now)

        def add() -> None:
            if not self._store.add(made):
                raise RuntimeError("another process made a key at the same moment; try again")
            self._audit.record(SigningKeyAdded(key_id=made.id), origin)
            for key in replaced:
                self._store.remove(key.id, now=now)
                self._audit.record(SigningKeyRemoved(key_id=key.id), origin)

        self._batches.in_batch(add)
        self.reload()
        return made

    def reload(self) -> None:
        """Read all keys from the store."""
        with self._lock:
            self._keys = self._store.list_keys()
            self._loaded_at = self._clock.now()
            self._verification = {
                key.id: self._verification.get(key.id) or VerificationKey.from_jwk(key.public_jwk)
                for key in self._plan().published
            }

    def _open(self, key: SigningKey) -> signer.PrivateKey:
        private = self._private.get(key.id)
        if private is None:
            private = signer.read_private_key(self._sealing.open(key.sealed_private_key, record=key.id))
            self._private[key.id] = private
        return private

    def _report(self) -> None:
        """Once: login attempts must not be able to fill the log."""
        if not self._has_reported:
            _logger.error("nobody can log in: %s", _OTHER_SECRET_KEY)
        self._has_reported = True

    def _opens(self, key: SigningKey) -> bool:
        try:
            self._sealing.open(key.sealed_private_key, record=key.id)
        except SealBroken:
            return False
        return True

    def _plan(self) -> KeyPlan:
        return plan_keys(self._keys, self._clock.now(), self._settings)

    def _is_older_than(self, age: timedelta) -> bool:
        if self._loaded_at is None:
            return True
        # A clock that was set back must not make the copy look fresh for ever.
        return abs(self._clock.now() - self._loaded_at) >= age

    def _make_next(self) -> None:
        plan = self._plan()
        if plan.next_signs_from is None:
            return
        key = self._make(plan.next_number, signs_from=plan.next_signs_from, now=self._clock.now())

        def add() -> None:
            # False: another process was first; its key is just as good.
            if self._store.add(key):
                self._audit.record(SigningKeyAdded(key_id=key.id), SYSTEM)

        self._batches.in_batch(add)
        self.reload()

    def _make(self, number: int, *, signs_from: datetime, now: datetime) -> SigningKey:
        private = signer.make_private_key(self._settings.algorithm)
        jwk = signer.public_jwk(private, self._settings.algorithm)
        return SigningKey(
            number=number,
            id=jwk["kid"],
            algorithm=self._settings.algorithm,
            public_jwk=jwk,
            sealed_private_key=self._sealing.seal(signer.write_private_key(private), record=jwk["kid"]),
            created_at=now,
            signs_from=signs_from,
        )
