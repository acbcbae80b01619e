"""The storage port of trusted devices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.trusted_devices.model import TrustedDevice


class TrustedDeviceStore(Protocol):
    """Finds trusted devices by the digest of their secret, or by user."""

    def add(self, device: TrustedDevice) -> None: ...

    def find(self, digest: bytes, *, now: datetime) -> TrustedDevice | None:
        """None when absent or expired."""

    def touch(self, device_id: str, *, now: datetime) -> None:
        """Note that it was used now."""

    def list_of(self, user_id: str, *, now: datetime) -> Sequence[TrustedDevice]:
        """Newest first."""

    def remove(self, user_id: str, device_id: str) -> bool:
        """True when there was one."""

    def remove_all(self, user_id: str) -> int:
        """How many there were."""
