"""What authenticator apps need kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.totp.model import StoredTotp


class TotpStore(Protocol):
    """Secrets of authenticator apps. One that is pending is found by `find_pending` alone."""

    def put_pending(self, totp: StoredTotp, *, keep: int) -> None:
        """Add one that waits for its first code; of this user's others that do, the newest `keep` stay."""

    def find_pending(self, user_id: str, totp_id: str, *, now: datetime) -> StoredTotp | None:
        """None if absent, confirmed or expired."""

    def confirm(self, totp_id: str, *, step: int, now: datetime) -> bool:
        """Let a pending one count, with the step of its first code: of several racers exactly one gets True;
        never after it expired.
        """

    def list_of(self, user_id: str) -> Sequence[StoredTotp]:
        """Those that count, oldest first."""

    def consume_step(self, totp_id: str, *, step: int, now: datetime) -> bool:
        """Take the code of a step: of several racers exactly one gets True; never at or before the last."""

    def remove(self, user_id: str, totp_id: str) -> StoredTotp | None:
        """Remove one that counts; of several racers exactly one gets it."""
