"""The storage port of authenticator apps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.totp.model import StoredTotp


class TotpStore(Protocol):
    """Secrets of authenticator apps. Only `find_pending` finds pending ones."""

    def put_pending(self, totp: StoredTotp, *, keep: int) -> None:
        """Add a pending app; of this user's other pending ones, the newest `keep` stay."""

    def find_pending(self, user_id: str, totp_id: str, *, now: datetime) -> StoredTotp | None:
        """None if absent, confirmed or expired."""

    def confirm(self, totp_id: str, *, step: int, now: datetime) -> bool:
        """Confirm a pending app with the step of its first code, unless it has expired. Of concurrent calls,
        exactly one returns True.
        """

    def list_of(self, user_id: str) -> Sequence[StoredTotp]:
        """Confirmed apps, oldest first."""

    def consume_step(self, totp_id: str, *, step: int, now: datetime) -> bool:
        """Spend the code of a step later than the last. Of concurrent calls, exactly one returns True."""

    def remove(self, user_id: str, totp_id: str) -> StoredTotp | None:
        """Remove a confirmed app. Of concurrent calls, exactly one gets it."""
