"""When a session ends, and what an older refresh token means. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto

from daemun.features.sessions.model import Session
from daemun.features.sessions.settings import SessionSettings

_MINUTE = timedelta(minutes=1)


class Presented(Enum):
    """What presenting a refresh token, one that was really issued, means."""

    CURRENT = auto()
    """It is the live one: rotate."""
    DOUBLED = auto()
    """It was just rotated, by another tab or in a try whose answer got lost: give the same successor."""
    REUSED = auto()
    """It is an old one: somebody copied it. The session ends."""
    FROM_THE_FUTURE = auto()
    """The database was set back to an older state: refuse, and end nothing."""


def judge(generation: int, session: Session, now: datetime, settings: SessionSettings) -> Presented:
    """Tell what it means that a token of this generation comes now.

    The grace window ends early when the successor was used, too: then the session is two generations ahead.
    """
    if generation == session.generation:
        return Presented.CURRENT
    if generation > session.generation:
        return Presented.FROM_THE_FUTURE
    is_predecessor = generation == session.generation - 1
    if is_predecessor and abs(now - session.refreshed_at) < settings.refresh_grace:
        return Presented.DOUBLED
    return Presented.REUSED


def rotate(session: Session, now: datetime, settings: SessionSettings) -> Session:
    """The session after one more rotation. The idle end moves, the absolute end never does."""
    in_minute = timedelta(0) <= now - session.minute_started_at < _MINUTE
    return replace(
        session,
        generation=session.generation + 1,
        refreshed_at=now,
        minute_started_at=session.minute_started_at if in_minute else now,
        refreshes_in_minute=session.refreshes_in_minute + 1 if in_minute else 1,
        idle_expires_at=min(now + settings.idle_lifetime, session.expires_at),
    )


def wait_after(rotated: Session, now: datetime, settings: SessionSettings) -> timedelta | None:
    """How long to wait because this rotation would be one too many in its minute; None: go on."""
    if rotated.refreshes_in_minute <= settings.refreshes_per_minute:
        return None
    return rotated.minute_started_at + _MINUTE - now
