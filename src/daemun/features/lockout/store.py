"""What limits need kept: counters that are exact under concurrency, shared by all processes, and survive a
restart.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.lockout.model import AllCounted, Key, Limit, Refusal, TryCount


class LockoutStore(Protocol):
    """Counts; `lockout/policy.py` decides what a count means, and hands that over as data in `Limit`."""

    def count_try(self, key: str, limit: Limit, *, now: datetime) -> TryCount:
        """Count one try, unless the key has to wait: counting and refusing are one atomic step.

        A window that is over at `now` starts anew with this try. After counting, the key waits until
        `now + duration` of the last of `limit.waits` whose `tries` is reached. Of N parallel tries on a key
        that may try k more times exactly k are counted and the others are refused.
        """

    def count_together(
        self, keys: Sequence[Key], *, now: datetime, once: tuple[str, str] | None = None
    ) -> AllCounted | Refusal:
        """Count one try on each key as `count_try` does, or on none of them if one has to wait, in one atomic
        step. Several keys: outside of batches.

        once: two of the keys, in their order. Where the first was counted before in its window, both get
            this try back in the same step.
        The keys differ, and callers whose keys overlap give them in the same order. A refusal names the first
        that waits.
        """

    def take_back(self, counted: Sequence[Key]) -> None:
        """Undo one counted try on each key, and its wait if the count falls below the first of the limit's
        `waits`.
        """

    def find_tries(self, key: str, limit: Limit, *, now: datetime) -> int:
        """How many were counted in the window that is present at `now`; counts nothing."""

    def forget(self, key: str) -> None:
        """Start from zero."""
