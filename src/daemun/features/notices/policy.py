"""Whether a login comes from a device that its owner has used before. Pure."""

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network

from daemun.origin import Origin

_VERSION = re.compile(r"[\d._]+")
_IPV4_BITS = 16
_IPV6_BITS = 32


def is_familiar(origin: Origin, earlier: Iterable[Origin]) -> bool:
    """Whether an earlier login came from the same kind of user agent in the same network.

    Without an earlier login the account is new, and every device is familiar.
    """
    seen = [(device_kind(each.user_agent), network(each.address)) for each in earlier]
    return not seen or (device_kind(origin.user_agent), network(origin.address)) in seen


def device_kind(user_agent: str) -> str:
    """A user agent without its versions: an update is not a new device."""
    return _VERSION.sub("", user_agent)


def network(address: str | None) -> str:
    """The network of an address, IPv4 /16 or IPv6 /32: addresses of a home or phone change within it."""
    if address is None:
        return ""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    bits = _IPV6_BITS if isinstance(parsed, IPv6Address) else _IPV4_BITS
    return str(ip_network((parsed, bits), strict=False))
