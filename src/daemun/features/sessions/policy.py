"""The level that proofs reach, when a session ends, and what an older refresh token means. Pure."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto

from daemun.features.sessions.model import Kind, Proven, Session
from daemun.features.sessions.settings import SessionSettings

_MINUTE = timedelta(minutes=1)
_MULTI_FACTOR = "mfa"
_KINDS_OF_AMR = {
    Kind.KNOWLEDGE: ("pwd", "pin", "kba"),
    Kind.POSSESSION: ("otp", "hwk", "swk", "sc", "sms", "tel"),
    Kind.INHERENCE: ("face", "fpt", "iris", "retina", "vbm"),
}


def prove(
    before: Proven, amr: Collection[str], kinds: Collection[str], *, is_device_bound: bool = False
) -> Proven:
    """Add a proof to what was proven before; nothing is ever removed.

    is_device_bound: the key cannot leave its device. `aal3` needs such a key that also verified its user.
    """
    all_kinds = tuple(dict.fromkeys((*before.kinds, *sorted(kinds))))
    is_multi_factor = len(all_kinds) > 1 or _MULTI_FACTOR in before.amr
    methods = [method for method in dict.fromkeys((*before.amr, *amr)) if method != _MULTI_FACTOR]
    level = "aal2" if is_multi_factor else "aal1"
    if is_device_bound and len(set(kinds)) > 1:
        level = "aal3"
    return Proven(
        amr=(*methods, _MULTI_FACTOR) if is_multi_factor else tuple(methods),
        kinds=all_kinds,
        acr=max(before.acr, level),
    )


def proven_by(amr: Collection[str]) -> Proven:
    """The level reached by methods that the application, or a test, has verified."""
    kinds = [kind for kind, methods in _KINDS_OF_AMR.items() if not set(methods).isdisjoint(amr)]
    return prove(Proven(amr=tuple(method for method in amr if method == _MULTI_FACTOR)), amr, kinds)


class Presented(Enum):
    """The meaning of presenting a refresh token that was really issued."""

    CURRENT = auto()
    """It is the live one: rotate."""
    REPEATED = auto()
    """It was just exchanged, by another tab or in a call whose response was lost: return the same
    successor.
    """
    LOST = auto()
    """It was exchanged a while ago, but its successor was never used: the response was lost. Issue a sibling
    of that successor, which is dead from then on.
    """
    REUSED = auto()
    """It is dead: it was copied. End the session."""
    OVERTAKEN = auto()
    """Another tab has just stepped the session up: refuse, but do not end it."""
    AHEAD = auto()
    """The database was restored to an older state: refuse, but do not end the session."""


def judge(
    generation: int, session: Session, now: datetime, settings: SessionSettings, *, is_of_family: bool = True
) -> Presented:
    """Decide what a token of this generation means now.

    Once the successor is used, it is exchanged itself, and its predecessor is dead.
    is_of_family: false for a token from before a step-up. One of two holders of the session has stepped it
        up, and it is unknown whether that was its owner.
    """
    if generation >= session.generation:
        return Presented.CURRENT if generation == session.generation and is_of_family else Presented.AHEAD
    if generation != session.predecessor or not settings.refresh_grace:
        return Presented.REUSED
    is_in_grace = abs(now - session.refreshed_at) < settings.refresh_grace
    if not is_of_family:
        return Presented.OVERTAKEN if is_in_grace else Presented.REUSED
    return Presented.REPEATED if is_in_grace else Presented.LOST


def was_just_replaced(session: Session, now: datetime, settings: SessionSettings) -> bool:
    """Whether another login replaced this session a moment ago: requests already sent may still arrive."""
    return session.replaced_at is not None and abs(now - session.replaced_at) < settings.refresh_grace


def rotate(session: Session, now: datetime, settings: SessionSettings) -> Session:
    """The session after a rotation. It extends the idle end, never the absolute end."""
    in_minute = timedelta(0) <= now - session.minute_started_at < _MINUTE
    return replace(
        session,
        generation=session.generation + 1,
        refreshed_at=now,
        minute_started_at=session.minute_started_at if in_minute else now,
        refreshes_in_minute=session.refreshes_in_minute + 1 if in_minute else 1,
        idle_expires_at=min(now + settings.idle_lifetime, session.expires_at),
    )


def replace_lost(session: Session, now: datetime, settings: SessionSettings) -> Session:
    """The session after its predecessor was exchanged again, because the live token never arrived."""
    rotated = rotate(session, now, settings)
    return replace(rotated, sibling=rotated.generation, sibling_of=session.predecessor)


def wait_after(rotated: Session, now: datetime, settings: SessionSettings) -> timedelta | None:
    """How long to wait because this exchange would exceed the limit per minute; None: no wait."""
    if rotated.refreshes_in_minute <= settings.refreshes_per_minute:
        return None
    return rotated.minute_started_at + _MINUTE - now
