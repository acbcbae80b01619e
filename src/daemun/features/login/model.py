"""What a login is made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from daemun.features.sessions.model import IssuedTokens


@dataclass(frozen=True, slots=True)
class VerifiedFactor:
    """A factor that was proven just now. `amr`: RFC 8176 values, such as `pwd`."""

    user_id: str
    amr: tuple[str, ...]
    at: datetime
    known_device: bool = False
    """The browser showed the mark of an earlier login."""


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """A login that still misses a factor. What the person holds is the secret behind `digest`."""

    digest: bytes
    user_id: str
    proven: tuple[str, ...]
    """`amr` values so far."""
    scope: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Enough was proven."""

    tokens: IssuedTokens


@dataclass(frozen=True, slots=True)
class FactorRequired:
    """One of `factors` is still needed; `attempt` is the secret to come back with."""

    attempt: str
    factors: tuple[str, ...]


class SecondFactor(Protocol):
    """A way to prove more, after the first factor."""

    @property
    def name(self) -> str:
        """Its `amr` value and its name in `factors`."""

    def is_enrolled(self, user_id: str) -> bool: ...
