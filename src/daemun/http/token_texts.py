"""The tokens of a session, as they are sent."""

from dataclasses import dataclass


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
