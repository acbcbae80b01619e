"""A limit as data, and the result of counting against it."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Wait:
    """Once this many tries are counted, the next must wait this long."""

    tries: int
    duration: timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """How tries are counted for one kind of key."""

    name: str
    window: timedelta
    """The count restarts this long after its first try."""
    waits: tuple[Wait, ...]
    """In order of `tries`; the last one that applies counts."""

    @property
    def first_wait(self) -> int:
        """The number of tries after which the next must wait; 0: it never must."""
        return self.waits[0].tries if self.waits else 0

    def wait_until(self, tries: int, now: datetime) -> datetime | None:
        """Until when the next try must wait after this many, counted at `now`; None: no wait."""
        reached = [wait for wait in self.waits if tries >= wait.tries]
        return now + reached[-1].duration if reached else None


Key = tuple[str, Limit]
"""What is counted, and how."""


@dataclass(frozen=True, slots=True)
class TryCount:
    """The result of counting one try. A refused try was not counted and changed nothing."""

    tries: int
    """In the current window, this one included."""
    refused_until: datetime | None = None
    """None: the try is allowed."""


@dataclass(frozen=True, slots=True)
class AllCounted:
    """A try was counted on every key."""

    tries: tuple[int, ...]
    """In their current windows, this one included; in the order of the keys."""

    @property
    def only(self) -> TryCount:
        """The count, for a single key."""
        return TryCount(self.tries[0])


@dataclass(frozen=True, slots=True)
class Refusal:
    """A try was not counted on any key, because this one must wait."""

    key: str
    limit: Limit
    tries: int
    until: datetime

    @property
    def only(self) -> TryCount:
        """The count, for a single key."""
        return TryCount(self.tries, self.until)
