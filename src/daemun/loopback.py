"""Recognizing addresses that do not leave this machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without brackets, is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.rstrip(".").lower() == "localhost"


def leaves_in_the_clear(address: str) -> bool:
    """Whether this is an `http://` address of another machine."""
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() == "http" and not is_loopback(parts.hostname or "")
    except ValueError:
        # Not a valid URL: only its scheme can be judged.
        return address.lower().startswith("http:")
