"""What half-done logins need kept."""

from datetime import datetime
from typing import Protocol

from daemun.features.login.model import LoginAttempt


class LoginAttemptStore(Protocol):
    """Login attempts by the digest of their secret; short-lived."""

    def add(self, attempt: LoginAttempt) -> None: ...

    def find(self, digest: bytes, *, now: datetime) -> LoginAttempt | None:
        """None when absent, spent or over."""

    def count_try(self, digest: bytes, *, limit: int, now: datetime) -> LoginAttempt | None:
        """Count a try on it, in one step; as it is then. None when absent, spent, over or tried `limit`
        times before: of N parallel tries exactly `limit` are counted.
        """

    def consume(self, digest: bytes, *, now: datetime) -> bool:
        """Spend it: of several racers exactly one gets True; never after it expired."""
