"""Clock: the only place that asks the system for the time."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Gives the time: aware, UTC, whole milliseconds, so that a database returns exactly what was stored."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time_ns() // 1_000_000 / 1000, UTC)


def whole_milliseconds(instant: datetime) -> datetime:
    """Truncate an instant to milliseconds."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
