"""How long expired records are kept. Pure."""

from datetime import datetime, timedelta

from daemun.features.housekeeping.model import Expired, Record

KEPT = timedelta(days=1)
"""Longer than any access token lives, so that every process knows every revocation by then."""

COUNTS_KEPT = timedelta(days=2)
"""Longer than any window within which tries are counted."""

COUNTS_IN_A_ROW_KEPT = timedelta(days=365)
"""As long as `lockout.policy` lets a count of tries in a row last."""

FAILED_MAILS_KEPT = timedelta(days=7)
"""Long enough for an operator to find out why, and to have them sent after all."""


_REVIVED = (
    Record.SESSIONS,
    Record.LOGIN_ATTEMPTS,
    Record.ONE_TIME_TOKENS,
    Record.TRUSTED_DEVICES,
    Record.RECOVERY_CODES,
)
_LATER_THAN_ANY_LIFETIME = timedelta(days=3650)


def revived_at(now: datetime) -> Expired:
    """What a restored backup may have revived: every record, however long it is valid."""
    return Expired(now, dict.fromkeys(_REVIVED, now + _LATER_THAN_ANY_LIFETIME))


def expired_at(now: datetime) -> Expired:
    """What may be removed now."""
    return Expired(
        now,
        {
            Record.SESSIONS: now - KEPT,
            Record.COUNTS: now - COUNTS_KEPT,
            Record.COUNTS_IN_A_ROW: now - COUNTS_IN_A_ROW_KEPT,
            Record.LOGIN_ATTEMPTS: now,
            Record.ONE_TIME_TOKENS: now,
            Record.TRUSTED_DEVICES: now,
            Record.PENDING_TOTP: now,
            Record.FAILED_MAILS: now - FAILED_MAILS_KEPT,
            Record.REVOKED_ROLES: now - KEPT,
        },
    )
