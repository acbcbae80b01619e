"""What one-time tokens need kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.one_time_tokens.model import Purpose, StoredToken


class OneTimeTokenStore(Protocol):
    """Tokens by the digest of their secret, and by purpose and subject. Spending one deletes it."""

    def put(self, token: StoredToken) -> int:
        """Keep a token in place of what has the same purpose and subject, in one atomic step.

        If that one had not expired at `created_at`, its tries go on: they become `tries` and `earlier_tries`.
        Gives the tries.
        """

    def find(self, digest: bytes, purpose: Purpose, *, now: datetime) -> StoredToken | None:
        """Find a token that is alive: not expired, and not dead of wrong codes."""

    def count_try(self, purpose: Purpose, subject: str, *, now: datetime) -> StoredToken | None:
        """Count one try at a code and give the token, or None and count nothing: one atomic step.

        None: there is no code, it has expired, or all tries are used up. Of N parallel tries exactly as many
        are counted as were left.
        """

    def awaits_code(self, purpose: Purpose, subject: str, *, now: datetime) -> bool:
        """Whether `count_try` would count a try."""

    def list_alive(
        self, purpose: Purpose, *, now: datetime, limit: int, subject: str | None = None
    ) -> Sequence[StoredToken]:
        """List tokens that `find` would find, the oldest first; at most `limit`. subject: of that one."""

    def consume(self, digest: bytes, *, version: str, now: datetime) -> bool:
        """Spend a token that has not expired and is of this version. Of several racers one gets True."""

    def withdraw(self, purpose: Purpose, subject: str) -> bool:
        """Remove a token; False when there is none."""

    def withdraw_all(self, purpose: Purpose, user_id: str, *, expiring_from: datetime | None = None) -> None:
        """Remove a user's tokens of a purpose; expiring_from: those alone that expire then or later."""
