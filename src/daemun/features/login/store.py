"""The storage port of unfinished logins."""

from datetime import datetime
from typing import Protocol

from daemun.features.login.model import LoginAttempt


class LoginAttemptStore(Protocol):
    """Login attempts by the digest of their secret; short-lived."""

    def add(self, attempt: LoginAttempt) -> None: ...

    def find(self, digest: bytes, *, now: datetime) -> LoginAttempt | None:
        """None if absent, spent or expired."""

    def count_try(self, digest: bytes, *, limit: int, now: datetime) -> LoginAttempt | None:
        """Count a try on it in one step; return the new state. None if absent, spent, expired or already
        tried `limit` times: of N parallel tries exactly `limit` are counted.
        """

    def consume(self, digest: bytes, *, now: datetime) -> bool:
        """Spend an unexpired attempt. Of concurrent calls, exactly one returns True."""
