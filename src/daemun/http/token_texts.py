"""The tokens of a session, as they are sent."""

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class TokenTexts:
    """The tokens of one response, as they are sent."""

    access_token: str
    expires_in: int
    """Seconds."""
    refresh_token: str
    refresh_expires_in: int
    """Seconds."""
    session_id: str
    remember: bool = False
    """Keep the cookies when the browser closes."""


class NotRenewed(Enum):
    """Why there are no new tokens for those of a browser."""

    ENDED = auto()
    """Their session has ended, or they are not ours."""
    OVERTAKEN = auto()
    """The browser has just been given newer ones."""
