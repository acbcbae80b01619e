"""When a mail that was not accepted is tried again. Pure."""

from datetime import datetime, timedelta
from typing import Final

CLAIMED_FOR: Final = timedelta(minutes=5)
"""Longer than any conversation with a mail server that still makes progress."""

_WAITS: Final = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
)
# Servers that greylist want to see a second try within hours (RFC 6647 section 3).
_LAST_WAIT: Final = timedelta(hours=1)


def next_try_at(tries: int, now: datetime) -> datetime:
    """The time of the next try after this many."""
    return now + (_WAITS[tries - 1] if tries <= len(_WAITS) else _LAST_WAIT)
