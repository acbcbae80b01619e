"""What does not leave the own machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without brackets, is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.rstrip(".").lower() == "localhost"


def leaves_in_the_clear(address: str) -> bool:
    """Whether an `http://` address is not this machine itself."""
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() == "http" and not is_loopback(parts.hostname or "")
    except ValueError:
        # A scheme is all that can be said of what is no address.
        return address.lower().startswith("http:")
