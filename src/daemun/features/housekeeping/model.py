"""What expires, and what removing it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Record(StrEnum):
    """Kinds of records that are removed when they have expired, or after a backup was restored."""

    SESSIONS = "sessions"
    COUNTS = "counts"
    """Of tries within minutes or hours."""
    COUNTS_IN_A_ROW = "counts_in_a_row"
    """Of tries on one user, and of codes of one factor, until one is right."""
    LOGIN_ATTEMPTS = "login_attempts"
    ONE_TIME_TOKENS = "one_time_tokens"
    TRUSTED_DEVICES = "trusted_devices"
    PENDING_TOTP = "pending_totp"
    """Authenticator apps that were never confirmed."""
    FAILED_MAILS = "failed_mails"
    """Mails that could not be delivered."""
    REVOKED_ROLES = "revoked_roles"
    RECOVERY_CODES = "recovery_codes"
    """They never expire; a backup revives those that were used."""


@dataclass(frozen=True, slots=True)
class Expired:
    """What is removed now: records that expired before an instant."""

    now: datetime
    """A count with a wait that is still running is kept."""
    before: Mapping[Record, datetime]


@dataclass(frozen=True, slots=True)
class Purge:
    """What was removed, or what would be."""

    removed: Mapping[Record, int]
    is_complete: bool
    """False: the time ran out; the next run continues."""
