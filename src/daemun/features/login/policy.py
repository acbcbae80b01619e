"""When enough is proven. Pure, and over kinds of factors, not names."""

from collections.abc import Collection, Sequence
from typing import Final, Protocol

from daemun.features.sessions.model import Kind, Proven

_RESISTANT: Final = frozenset({"hwk", "swk"})
"""RFC 8176: proof of possession of a key, which its browser shows to no other site."""


class Enrolled(Protocol):
    """What the policy must know of a second factor that a person has."""

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
    """The factors of which one would complete the login; none: it is complete.

    before, after: what was proven without and with the present step, which proves `step_kinds`.
    enrolled: the second factors of this person. Those who have one prove two kinds, or one of these
        kinds in a further step. Of spare factors alone nothing is asked.
    is_trusted: the device stands for a second factor.
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
    """The factors of which one would complete the login of somebody who must prove one that resists phishing;
    none: it was proven, or there is none yet.
    """
    if not _RESISTANT.isdisjoint(proven.amr):
        return ()
    return tuple(factor.name for factor in enrolled if factor.resists_phishing)
