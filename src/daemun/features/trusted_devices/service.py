"""TrustedDevices: trust, recognize and remove devices."""

import hmac
from collections.abc import Sequence
from typing import Final

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import DeviceTrusted, TrustedDevicesRemoved
from daemun.features.audit.service import Audit
from daemun.features.passwords.store import PasswordStore
from daemun.features.trusted_devices.errors import TrustedDeviceNotFound
from daemun.features.trusted_devices.model import TrustedDevice
from daemun.features.trusted_devices.settings import TrustedDeviceSettings
from daemun.features.trusted_devices.store import TrustedDeviceStore
from daemun.origin import Origin
from daemun.randomness import Randomness, base64url, random_id, secret_digest

_SECRET_BYTES: Final = 32
_MAX_USER_AGENT: Final = 256


class TrustedDevices:
    """Used by `Login` after the first factor, never instead of it."""

    def __init__(
        self,
        store: TrustedDeviceStore,
        passwords: PasswordStore,
        settings: TrustedDeviceSettings,
        batches: Batches,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._settings = settings
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._randomness = randomness

    def trust(self, user_id: str, origin: Origin) -> str | None:
        """In the caller's batch, trust the device of a user who has just proven a second factor. Returns its
        secret for a cookie; None: no device is trusted here.
        """
        if not self._settings.lifetime:
            return None
        secret = base64url(self._randomness.token(_SECRET_BYTES))
        now = self._clock.now()
        device = TrustedDevice(
            id=random_id(self._randomness),
            user_id=user_id,
            digest=secret_digest(secret),
            credential=self._credential(user_id),
            created_at=now,
            expires_at=now + self._settings.lifetime,
            last_used_at=now,
            address=origin.address,
            user_agent=origin.user_agent[:_MAX_USER_AGENT],
        )
        self._store.add(device)
        self._audit.record(DeviceTrusted(user_id=user_id, device_id=device.id), origin)
        return secret

    def is_trusted(self, user_id: str, secret: str) -> bool:
        """Whether this secret belongs to a trusted device of this user, whose password is unchanged since. In
        the batch of a login.
        """
        now = self._clock.now()
        device = self._store.find(secret_digest(secret), now=now)
        if device is None or device.user_id != user_id or device.credential != self._credential(user_id):
            return False
        self._store.touch(device.id, now=now)
        return True

    def list_of(self, user_id: str) -> Sequence[TrustedDevice]:
        """The user's trusted devices, newest first."""
        credential = self._credential(user_id)
        devices = self._store.list_of(user_id, now=self._clock.now())
        return [device for device in devices if device.credential == credential]

    def is_present(self, device: TrustedDevice, secret: str | None) -> bool:
        """Whether a request with this secret comes from this device."""
        return secret is not None and hmac.compare_digest(device.digest, secret_digest(secret))

    def remove(self, user_id: str, device_id: str, origin: Origin) -> None:
        """Stop trusting a device. Raises TrustedDeviceNotFound."""

        def remove() -> None:
            if not self._store.remove(user_id, device_id):
                raise TrustedDeviceNotFound
            self._audit.record(TrustedDevicesRemoved(user_id=user_id, devices=1), origin)

        self._batches.in_batch(remove)

    def remove_all(self, user_id: str, origin: Origin) -> None:
        """Stop trusting every device of this user, in the caller's batch."""
        removed = self._store.remove_all(user_id)
        if removed:
            self._audit.record(TrustedDevicesRemoved(user_id=user_id, devices=removed), origin)

    @property
    def max_age(self) -> int:
        """How long a device is trusted, in seconds."""
        return int(self._settings.lifetime.total_seconds())

    def _credential(self, user_id: str) -> str:
        stored = self._passwords.find(user_id)
        return stored.version if stored is not None else ""
