"""The storage port of mails to deliver."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.mails.model import OutgoingMail


class OutgoingMailStore(Protocol):
    """Mails until they are delivered. A change to a claimed mail counts only if nobody else has claimed it
    since.
    """

    def add(self, mail: OutgoingMail) -> None: ...

    def find(self, mail_id: str) -> OutgoingMail | None: ...

    def claim(self, *, now: datetime, until: datetime) -> OutgoingMail | None:
        """Claim the mail that has been due for longest, and count a try, atomically; others may not claim it
        before `until`. Concurrent calls get different ones, or None.
        """

    def keep_written(self, claimed: OutgoingMail, sealed: bytes) -> bool:
        """Store the written message, unless another process has written or claimed it."""

    def remove(self, claimed: OutgoingMail) -> bool:
        """Remove a mail that is delivered, or not needed after all."""

    def put_off(self, claimed: OutgoingMail, *, until: datetime) -> bool:
        """Try again later."""

    def fail(self, claimed: OutgoingMail, reason: str, *, now: datetime) -> bool:
        """Stop trying. It is kept for an operator to inspect."""

    def try_again(self, mail_id: str, *, now: datetime, expires_at: datetime) -> bool:
        """Make a failed mail due again, as if it were new; False when there is none."""

    def next_try_at(self) -> datetime | None:
        """The time at which the next mail is due; None: none waits."""

    def list_page(
        self, *, only_failed: bool = False, after_id: str | None = None, limit: int = 100
    ) -> Sequence[OutgoingMail]:
        """In the order of ids; `after_id` is exclusive."""
