"""Where a request came from, and an event as it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

EventValue = str | int | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as far as configured proxies can be believed."""

    address: str | None = None
    """IPv4 or IPv6 in canonical text."""
    user_agent: str = ""
    request_id: str = ""


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
