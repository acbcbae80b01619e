"""A mail as we write it, and the port of mailers."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to one person. Its repr shows neither address nor text."""

    to: str = field(repr=False)
    """One bare address."""
    subject: str = field(repr=False)
    text: str = field(repr=False)
    language: str
    """RFC 5646."""
    html: str | None = field(default=None, repr=False)
    """The same as `text`, with markup; None: text only."""
    id: str | None = None
    """The same for each try of this mail, so that a mailer can recognize one that it has already sent."""

    def __post_init__(self) -> None:
        # A line break in a header would start another, injected one.
        if not all(header.isprintable() for header in (self.to, self.subject, self.language)):
            raise ValueError("address, subject and language of a mail are one line of printable text each")


class MailNotSent(Exception):
    """A mail was not sent. The reason names no address and quotes no text.

    is_final: another try would fail in the same way.
    """

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class Mailer(Protocol):
    """Hands messages over for delivery. Called in a background thread, one call at a time."""

    def send(self, message: Message) -> None:
        """Raises MailNotSent. Any other exception is logged, and the message is not tried again."""
