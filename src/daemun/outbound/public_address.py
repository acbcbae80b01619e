"""Where outgoing calls may go: never into the internal network."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from queue import Empty, SimpleQueue
from threading import Thread

_NAT64 = 0x0064_FF9B << 96


class NotPublic(Exception):
    """A host has no address, or one that is not public."""


def find_public_address(host: str, port: int, *, timeout: float) -> str:
    """Resolve a host to the address to connect to. timeout: in seconds.

    Every address of the host must be public. Raises NotPublic.
    """
    found: SimpleQueue[list[str] | None] = SimpleQueue()
    # In a thread, because the resolver has no time limit.
    Thread(target=lambda: found.put(_resolve(host, port)), name="daemun-resolver", daemon=True).start()
    try:
        addresses = found.get(timeout=timeout)
    except Empty:
        addresses = None
    if not addresses:
        raise NotPublic("the host has no address")
    if not all(is_public(address) for address in addresses):
        raise NotPublic("the host is not public")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is public, including any IPv4 address embedded in it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast for each in _carried(parsed))


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    carried: list[IPv4Address | IPv6Address] = [address]
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return [address.ipv4_mapped]
        if address.sixtofour is not None:
            carried.append(address.sixtofour)
        if address.teredo is not None:
            carried += address.teredo
        if int(address) >> 32 == _NAT64 >> 32:
            carried = [IPv4Address(int(address) & 0xFFFF_FFFF)]
    return carried


def _resolve(host: str, port: int) -> list[str] | None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return [str(address[0]) for *_, address in found]
