"""Origin: where a request came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as far as configured proxies can be believed."""

    address: str | None = None
    """IPv4 or IPv6 in canonical text."""
    user_agent: str = ""
    request_id: str = ""
    language: str = ""
    """In which the person reads; empty: unknown. Not kept."""
