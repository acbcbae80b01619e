"""What is kept of a mail until it is delivered, and what writing one needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from daemun.origin import Origin

Facts = Mapping[str, str]
CHANGES: Final = frozenset(
    {
        "account_deletion_asked",
        "email_changed",
        "email_restored",
        "factor_added",
        "factor_removed",
        "factor_removed_for_you",
        "identity_connected",
        "identity_removed",
        "password_changed",
        "password_was_reset",
        "recovery_codes_renewed",
    }
)
"""Mails that tell the user what was changed: only somebody logged in to the account causes them."""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail that is queued, or written, or could not be delivered. A delivered one is deleted."""

    id: str
    name: str
    """Of its template; empty: the application's own."""
    user_id: str | None
    """It goes with this user."""
    sealed: bytes
    """The order; once it is written, the message."""
    is_written: bool
    created_at: datetime
    next_try_at: datetime
    """While somebody is delivering it: when others may try, because that process must have died."""
    expires_at: datetime
    """When it is worth nothing any more."""
    tries: int = 0
    failed_at: datetime | None = None
    failure: str | None = None
    """Names no address and quotes no text."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a mail is to say, to whom, and what caused it."""

    user_id: str | None
    to: str | None = field(repr=False)
    """None: the user's own address when it is written."""
    facts: Facts = field(repr=False)
    """Beside those that every mail knows."""
    language: str
    """Of the request that caused it; empty: unknown."""
    device: str = field(repr=False)
    address: str = field(repr=False)
    at: datetime

    @property
    def origin(self) -> Origin:
        """Where the request came from that caused it."""
        return Origin(address=self.address or None, user_agent=self.device, language=self.language)


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that is due after all."""

    to: str = field(repr=False)
    name: str | None = field(repr=False)
    """What its reader is called; None where the address is not proven: a stranger may have chosen it."""
    facts: Callable[[], Facts]
    """Called in the batch that keeps the written mail: secrets are issued here, once the mail is allowed."""
    template: str | None = None
    """None: the one that was ordered."""
    has_secret: bool = False
    """Whether it carries a link or a code; of those fewer go out."""


Author = Callable[[Order], Draft | None]
"""Decides when a mail is about to be written whether it is due, and to whom it goes. Only reads."""
