"""An event as it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from daemun.origin import Origin

EventValue = str | int | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One line of the audit trail. `details` holds ids and codes, never a secret."""

    id: str
    at: datetime
    name: str
    user_id: str | None
    session_id: str | None
    origin: Origin
    details: Mapping[str, EventValue]
