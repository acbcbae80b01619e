"""Decides when enough is proven. Pure, and over kinds of factors, not names."""

from collections.abc import Collection, Sequence
from typing import Final, Protocol

from daemun.features.sessions.model import Kind, Proven

_RESISTANT: Final = frozenset({"hwk", "swk"})
"""RFC 8176: proof of possession of a key, which the browser uses for no other site."""


class Enrolled(Protocol):
    """What the policy must know about a user's second factor."""

    @property
    def name(self) -> str: ...

    @property
    def kinds(self) -> Collection[Kind]: ...

    @property
    def is_spare(self) -> bool: ...

    @property
    def resists_phishing(self) -> bool: ...


def missing_factors(
    before: Proven,
    after: Proven,
    enrolled: Sequence[Enrolled],
    *,
    step_kinds: Collection[str],
    is_trusted: bool = False,
) -> tuple[str, ...]:
    """The factors of which any one would complete the login; empty: it is complete.

    before, after: what was proven without and with the current step, which proves `step_kinds`.
    enrolled: the user's second factors. With any, the user must prove two kinds, or one of these kinds in a
        further step. Spare factors alone require nothing.
    is_trusted: the device replaces a second factor.
    """
    if is_trusted or all(factor.is_spare for factor in enrolled) or len(after.kinds) > 1:
        return ()
    asked_kinds = {kind for factor in enrolled for kind in factor.kinds}
    is_further_step = bool(before.amr) and set(after.amr) > set(before.amr)
    if is_further_step and not asked_kinds.isdisjoint(step_kinds):
        return ()
    adding = tuple(factor.name for factor in enrolled if not set(factor.kinds) <= set(after.kinds))
    return adding or tuple(factor.name for factor in enrolled)


def missing_resistance(proven: Proven, enrolled: Sequence[Enrolled]) -> tuple[str, ...]:
    """The factors of which any one would complete the login of a user who must prove one that resists
    phishing;
    empty: one was proven, or none is enrolled yet.
    """
    if not _RESISTANT.isdisjoint(proven.amr):
        return ()
    return tuple(factor.name for factor in enrolled if factor.resists_phishing)
