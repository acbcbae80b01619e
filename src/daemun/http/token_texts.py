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
    """Why the tokens of a browser were not renewed."""

    ENDED = auto()
    """The session has ended, or the tokens are not ours."""
    OVERTAKEN = auto()
    """The browser has just received newer ones."""
