"""A limit as data, and what counting against it gave."""

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
    """The count starts anew this long after its first try."""
    waits: tuple[Wait, ...]
    """Growing `tries`; the last one that applies counts."""

    @property
    def first_wait(self) -> int:
        """How many tries it takes until the next must wait; 0: it never must."""
        return self.waits[0].tries if self.waits else 0

    def wait_until(self, tries: int, now: datetime) -> datetime | None:
        """Until when the next try must wait, once so many are counted at `now`; None: it need not."""
        reached = [wait for wait in self.waits if tries >= wait.tries]
        return now + reached[-1].duration if reached else None


Key = tuple[str, Limit]
"""What is counted, and how."""


@dataclass(frozen=True, slots=True)
class TryCount:
    """What counting one try gave. A refused try was not counted and has changed nothing."""

    tries: int
    """In the current window, this one included."""
    refused_until: datetime | None = None
    """None: the try may go on."""


@dataclass(frozen=True, slots=True)
class AllCounted:
    """A try was counted on every key."""

    tries: tuple[int, ...]
    """In their current windows, this one included; in the order of the keys."""

    @property
    def only(self) -> TryCount:
        """The count, where there is one key."""
        return TryCount(self.tries[0])


@dataclass(frozen=True, slots=True)
class Refusal:
    """A try was counted nowhere, because this key must wait."""

    key: str
    limit: Limit
    tries: int
    until: datetime

    @property
    def only(self) -> TryCount:
        """The count, where there is one key."""
        return TryCount(self.tries, self.until)
