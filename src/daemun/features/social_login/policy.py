"""How to admit a provider's user; and when to retry a revocation. Pure."""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final, Protocol

from daemun.features.social_login.model import Claimed

REVOKING_FOR: Final = timedelta(minutes=2)
"""Longer than all calls of one revocation."""
_WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=1),
    timedelta(days=2),
)


def next_revocation_at(tries: int, now: datetime) -> datetime | None:
    """The time of the next try after this many; None: no more tries."""
    return now + _WAITS[tries - 1] if tries <= len(_WAITS) else None


_CLOCKS: Final = timedelta(minutes=1)
"""How much clocks may differ."""


def proves_again(auth_time: int | None, left_at: datetime, *, says_when: bool, has_other_way: bool) -> bool:
    """Whether a logged-in user who was redirected at `left_at` has authenticated again.

    auth_time: when they last authenticated there, according to the provider. says_when: whether the provider
        reports that; a browser could remove the parameter that requests it. has_other_way: whether the user
        can authenticate in another way; if not, a weaker proof is accepted.
    """
    if auth_time is not None and auth_time >= (left_at - _CLOCKS).timestamp():
        return True
    return not says_when and not has_other_way


class Owner(Protocol):
    """What matters about the existing owner of the address."""

    @property
    def email_verified_at(self) -> datetime | None: ...

    @property
    def username_key(self) -> str | None: ...


class Step(Enum):
    """What to do."""

    REGISTER = auto()
    """Make a user."""
    ASK = auto()
    """Have the person log in to the account that has the address, then connect the two."""
    CONNECT = auto()
    """Connect the two."""
    RECLAIM = auto()
    """The account is the person's: nobody ever proved its address. What was set up before goes."""


def first_step(claimed: Claimed, owner: Owner | None, *, is_automatic: bool, must_prove: bool) -> Step:
    """Decide by the user with the address stated by the provider.

    is_automatic: the setting `link`. must_prove: addresses must be proven here; where they need not,
        nothing is known of whose they are.
    """
    # An address that the provider has not verified is ignored, so it reveals no accounts.
    if owner is None or not claimed.is_email_proven:
        return Step.REGISTER
    if owner.email_verified_at is not None:
        return Step.CONNECT if is_automatic else Step.ASK
    if not must_prove:
        return Step.ASK
    # With a name to log in with, the account only loses the address.
    return Step.REGISTER if owner.username_key is not None else Step.RECLAIM
