"""A second factor of any kind, as its owner sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from daemun.features.sessions.model import OpenedSession


@dataclass(frozen=True, slots=True)
class Factor:
    """An authenticator app or a passkey."""

    kind: str
    """The name of its `SecondFactor`."""
    id: str
    name: str
    """The owner's name for it."""
    created_at: datetime
    last_used_at: datetime | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    """JSON values specific to its kind."""


@dataclass(frozen=True, slots=True)
class AddedFactor:
    """A new factor, and the session in which it was added, stepped up by it."""

    factor: Factor
    opened: OpenedSession
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    """Made with the first factor; shown only once."""


class FactorSource(Protocol):
    """Factors of one kind."""

    @property
    def name(self) -> str:
        """The kind."""

    def list_of(self, user_id: str) -> Sequence[Factor]:
        """Confirmed factors, oldest first."""

    def remove(self, user_id: str, factor_id: str) -> Factor | None:
        """Remove a factor, in the caller's batch; None: there is none, or another request removed it."""
