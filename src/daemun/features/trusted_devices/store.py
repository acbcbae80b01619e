"""What trusted devices need kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.trusted_devices.model import TrustedDevice


class TrustedDeviceStore(Protocol):
    """Trusted devices by their secret's digest and by their user."""

    def add(self, device: TrustedDevice) -> None: ...

    def find(self, digest: bytes, *, now: datetime) -> TrustedDevice | None:
        """None when absent or over."""

    def touch(self, device_id: str, *, now: datetime) -> None:
        """It was used now."""

    def list_of(self, user_id: str, *, now: datetime) -> Sequence[TrustedDevice]:
        """Newest first."""

    def remove(self, user_id: str, device_id: str) -> bool:
        """True when there was one."""

    def remove_all(self, user_id: str) -> int:
        """How many there were."""
