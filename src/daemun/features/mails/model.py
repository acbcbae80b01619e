"""A mail as stored until it is delivered, and what writing one needs."""

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
    """A mail that is queued, written, or could not be delivered. Delivery deletes it."""

    id: str
    name: str
    """The name of its template; empty: the application's own mail."""
    user_id: str | None
    """It is deleted with this user."""
    sealed: bytes
    """The order; once it is written, the message."""
    is_written: bool
    created_at: datetime
    next_try_at: datetime
    """While a process is delivering it: when others may try, because that process must have died."""
    expires_at: datetime
    """When it becomes worthless."""
    tries: int = 0
    failed_at: datetime | None = None
    failure: str | None = None
    """Names no address and quotes no text."""


@dataclass(frozen=True, slots=True)
class Order:
    """The content of a mail, its recipient, and its cause."""

    user_id: str | None
    to: str | None = field(repr=False)
    """None: the user's own address when it is written."""
    facts: Facts = field(repr=False)
    """In addition to those of every mail."""
    language: str
    """The language of the request that caused it; empty: unknown."""
    device: str = field(repr=False)
    address: str = field(repr=False)
    at: datetime

    @property
    def origin(self) -> Origin:
        """The origin of the request that caused it."""
        return Origin(address=self.address or None, user_agent=self.device, language=self.language)


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that is to be written and sent."""

    to: str = field(repr=False)
    name: str | None = field(repr=False)
    """The recipient's name; None if the address is not proven: a stranger may have chosen the name."""
    facts: Callable[[], Facts]
    """Called in the batch that stores the written mail, to issue secrets once the mail is allowed."""
    template: str | None = None
    """None: the ordered one."""
    has_secret: bool = False
    """Whether it carries a link or a code; such mails have a lower limit."""


Author = Callable[[Order], Draft | None]
"""Decides, just before a mail is written, whether it is due and to whom it goes. Only reads."""
