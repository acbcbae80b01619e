"""The storage port of one-time tokens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.one_time_tokens.model import Purpose, StoredToken


class OneTimeTokenStore(Protocol):
    """Tokens by the digest of their secret, and by purpose and subject. Spending one deletes it."""

    def put(self, token: StoredToken) -> int:
        """Store a token in place of one with the same purpose and subject, atomically.

        If that one had not expired at `created_at`, its tries become `tries` and `earlier_tries` of the new
        one. Returns the tries.
        """

    def find(self, digest: bytes, purpose: Purpose, *, now: datetime) -> StoredToken | None:
        """Find a valid token: not expired, and not invalidated by wrong codes."""

    def count_try(self, purpose: Purpose, subject: str, *, now: datetime) -> StoredToken | None:
        """Count one try of a code and return the token, atomically, or count nothing and return None.

        None: there is no code, it has expired, or all tries are used up. Parallel tries never exceed the
        number of tries left.
        """

    def awaits_code(self, purpose: Purpose, subject: str, *, now: datetime) -> bool:
        """Whether `count_try` would count a try."""

    def list_alive(
        self, purpose: Purpose, *, now: datetime, limit: int, subject: str | None = None
    ) -> Sequence[StoredToken]:
        """List tokens that `find` would find, oldest first; at most `limit`. subject: only its tokens."""

    def consume(self, digest: bytes, *, version: str, now: datetime) -> bool:
        """Spend an unexpired token of this version. Of concurrent calls, exactly one returns True."""

    def withdraw(self, purpose: Purpose, subject: str) -> bool:
        """Remove a token; False when there is none."""

    def withdraw_all(self, purpose: Purpose, user_id: str, *, expiring_from: datetime | None = None) -> None:
        """Remove a user's tokens of a purpose; expiring_from: only those that expire then or later."""
