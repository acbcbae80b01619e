"""Origin: where a request came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as far as trusted proxies say."""

    address: str | None = None
    """IPv4 or IPv6 in canonical text."""
    user_agent: str = ""
    request_id: str = ""
    language: str = ""
    """The user's language; empty: unknown. Not stored."""
