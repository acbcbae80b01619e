"""The storage port of limits: counters that are exact under concurrency, shared by all processes, and survive
a restart.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.lockout.model import AllCounted, Key, Limit, Refusal, TryCount


class LockoutStore(Protocol):
    """Counts; `lockout/policy.py` decides what a count means and passes that as data in `Limit`."""

    def count_try(self, key: str, limit: Limit, *, now: datetime) -> TryCount:
        """Count one try, unless the key has to wait: counting and refusing are one atomic step.

        If the window has ended at `now`, a new one starts with this try. After counting, the key waits until
        `now + duration` of the last of `limit.waits` whose `tries` is reached. Of N parallel tries on a key
        with k tries left, exactly k are counted and the others are refused.
        """

    def count_together(
        self, keys: Sequence[Key], *, now: datetime, once: tuple[str, str] | None = None
    ) -> AllCounted | Refusal:
        """Count one try on each key as `count_try` does, or on none if one has to wait, in one atomic step.
        With several keys only outside of batches.

        once: two of the keys, in their order. If the first was already counted in its window, both get this
            try back in the same step.
        The keys are distinct, and callers whose keys overlap give them in the same order. A refusal names the
        first that waits.
        """

    def take_back(self, counted: Sequence[Key]) -> None:
        """Undo one counted try on each key, and its wait if the count falls below the first of the limit's
        `waits`.
        """

    def find_tries(self, key: str, limit: Limit, *, now: datetime) -> int:
        """How many were counted in the window at `now`; counts nothing itself."""

    def forget(self, key: str) -> None:
        """Reset the count to zero."""
