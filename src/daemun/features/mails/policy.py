"""When a mail that was not taken is tried again, and which mails are counted apart. Pure."""

from datetime import datetime, timedelta
from typing import Final

CLAIMED_FOR: Final = timedelta(minutes=5)
"""Longer than any conversation with a mail server that still gets somewhere."""

CHANGES: Final = frozenset(
    {
        "account_deletion_asked",
        "email_changed",
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
"""Mails that tell the owner what was changed: only who is in the account causes them."""

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
    """Give the time of the next try, after so many."""
    return now + (_WAITS[tries - 1] if tries <= len(_WAITS) else _LAST_WAIT)
