"""A second factor as its owner sees it, whatever kind it is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from daemun.features.sessions.model import OpenedSession


@dataclass(frozen=True, slots=True)
class Factor:
    """One authenticator app, one passkey."""

    kind: str
    """The name of its `SecondFactor`."""
    id: str
    name: str
    """Its owner's own."""
    created_at: datetime
    last_used_at: datetime | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    """JSON values that only its kind has."""


@dataclass(frozen=True, slots=True)
class AddedFactor:
    """A factor that counts from now on, and the session in which it was added, stepped up by it."""

    factor: Factor
    opened: OpenedSession
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    """Made with the first factor; shown this once."""


class FactorSource(Protocol):
    """Factors of one kind."""

    @property
    def name(self) -> str:
        """The kind."""

    def list_of(self, user_id: str) -> Sequence[Factor]:
        """Those that count, oldest first."""

    def remove(self, user_id: str, factor_id: str) -> Factor | None:
        """Remove one, in the caller's batch; None: there is none, or another request was first."""
