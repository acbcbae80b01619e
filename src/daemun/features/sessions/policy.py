"""What proofs amount to, when a session ends, and what an older refresh token means. Pure."""

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
    """Add a proof to what was proven before; nothing is ever taken away.

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
    """What methods amount to that somebody else verified: the application, or a test."""
    kinds = [kind for kind, methods in _KINDS_OF_AMR.items() if not set(methods).isdisjoint(amr)]
    return prove(Proven(amr=tuple(method for method in amr if method == _MULTI_FACTOR)), amr, kinds)


class Presented(Enum):
    """What presenting a refresh token, one that was really issued, means."""

    CURRENT = auto()
    """It is the living one: rotate."""
    REPEATED = auto()
    """It was just exchanged, by another tab or in a try whose answer was lost: give the same successor."""
    LOST = auto()
    """It was exchanged a while ago, and its successor never came: the answer was lost. Give a sibling of that
    successor, which is dead from then on.
    """
    REUSED = auto()
    """It is dead: somebody copied it. The session ends."""
    OVERTAKEN = auto()
    """The session was stepped up just now, by another tab: refuse, and end nothing."""
    AHEAD = auto()
    """The database was set back to an older state: refuse, and end nothing."""


def judge(
    generation: int, session: Session, now: datetime, settings: SessionSettings, *, is_of_family: bool = True
) -> Presented:
    """Decide what it means that a token of this generation comes now.

    As soon as the successor comes, it is exchanged itself, and what it was given for is dead.
    is_of_family: false for a token from before a step-up. Of two who hold the session one has stepped it up,
        and nobody knows whether it was its owner.
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
    """Whether a login took the place of this session a moment ago: what its browser had sent may come now."""
    return session.replaced_at is not None and abs(now - session.replaced_at) < settings.refresh_grace


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


def replace_lost(session: Session, now: datetime, settings: SessionSettings) -> Session:
    """The session after its predecessor was exchanged once more, because the living token never arrived."""
    rotated = rotate(session, now, settings)
    return replace(rotated, sibling=rotated.generation, sibling_of=session.predecessor)


def wait_after(rotated: Session, now: datetime, settings: SessionSettings) -> timedelta | None:
    """How long to wait because this exchange would be one too many in its minute; None: go on."""
    if rotated.refreshes_in_minute <= settings.refreshes_per_minute:
        return None
    return rotated.minute_started_at + _MINUTE - now
