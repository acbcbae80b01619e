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


@dataclass(frozen=True, slots=True)
class Count:
    """What counting one try gave. A refused try was not counted and has changed nothing."""

    tries: int
    """In the present window, this one included."""
    refused_until: datetime | None = None
    """None: the try may go on."""
