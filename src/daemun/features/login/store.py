"""What half-done logins need kept."""

from datetime import datetime
from typing import Protocol

from daemun.features.login.model import LoginAttempt


class LoginAttemptStore(Protocol):
    """Login attempts by the digest of their secret; short-lived."""

    def add(self, attempt: LoginAttempt) -> None: ...

    def find(self, digest: bytes, *, now: datetime) -> LoginAttempt | None:
        """None when absent, spent or over."""

    def consume(self, digest: bytes, *, now: datetime) -> bool:
        """Spend it: of several racers exactly one gets True; never after it expired."""
