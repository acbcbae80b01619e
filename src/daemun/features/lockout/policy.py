"""The limits as data: how long the next try must wait after a number of tries."""

from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from daemun.features.lockout.model import Limit, Wait
from daemun.features.lockout.settings import LockoutSettings

_IN_A_ROW = timedelta(days=365)
"""A count of tries in a row lasts until it is forgiven; a year without a try also ends it, so that tables
stay small.
"""
_FOR_GOOD = timedelta(days=3650)
_HOUR = timedelta(hours=1)


def at_most(name: str, most: int, window: timedelta) -> Limit:
    """Limit to `most` within a window; at the limit, the wait is as long as the window."""
    return Limit(name, window, (Wait(most, window),))


def user_limit(settings: LockoutSettings) -> Limit:
    """Limit tries for one user from unknown devices."""
    return Limit("user", _IN_A_ROW, _ladder(settings.max_failures, settings))


def known_device_limit(settings: LockoutSettings) -> Limit:
    """Limit tries for one user from one browser that has logged this user in before."""
    return Limit("known_device", _IN_A_ROW, _ladder(settings.known_device_max_failures, settings))


def address_limits(settings: LockoutSettings) -> tuple[Limit, Limit]:
    """Limit failed logins from one address, over minutes and over an hour."""
    return (
        at_most("address", settings.address_max_failures, settings.address_window),
        at_most("address_hour", settings.address_hour_max_failures, _HOUR),
    )


def code_limits(settings: LockoutSettings) -> tuple[Limit, Limit]:
    """Limit wrong codes of one second factor, over minutes and in a row."""
    return (
        at_most("code", settings.code_max_failures, settings.code_window),
        Limit("codes_in_a_row", _IN_A_ROW, (Wait(settings.hard_stop, _FOR_GOOD),)),
    )


def pair_limit(settings: LockoutSettings) -> Limit:
    """Remember that one address tried one user; limits nothing by itself."""
    return Limit("address_user", settings.address_users_window, ())


def distinct_users_limit(settings: LockoutSettings) -> Limit:
    """Limit the number of distinct users that one address tries."""
    return at_most("address_users", settings.address_max_users, settings.address_users_window)


ALARM_KEY: Final = "failures"
"""The key on which failures over all users are counted."""


def alarm_limit(settings: LockoutSettings) -> Limit:
    """Count failures over all users; reaching it raises an alarm and refuses nobody."""
    return at_most("failures", settings.alarm_failures, settings.alarm_window)


def registration_limit(settings: LockoutSettings) -> Limit:
    """Limit registrations from one address."""
    return at_most("registration", settings.registrations_per_hour, _HOUR)


def mailed_code_limit(settings: LockoutSettings) -> Limit:
    """Limit mailed links and codes that one address presents."""
    return at_most("mailed_code", settings.address_max_failures, settings.address_window)


def login_elsewhere_limit(settings: LockoutSettings) -> Limit:
    """Limit logins with a provider that one address begins."""
    return at_most("login_elsewhere", settings.provider_logins_per_hour, _HOUR)


def challenge_limit(settings: LockoutSettings) -> Limit:
    """Limit passkey challenges that one address asks for."""
    return at_most("challenge", settings.address_max_challenges, settings.address_window)


ONE_USE: Final = at_most("one_use", 1, _HOUR)
"""For single-use values; longer than their lifetime."""


def counter_key(*parts: str) -> str:
    """Digest what is counted: keys have one length, and names that users typed are not stored."""
    return f"{parts[0]}:{sha256(chr(0).join(parts).encode()).hexdigest()}"


def address_key(address: str | None) -> str:
    """The network that counts as one: an IPv4 address, or the /64 of an IPv6 address."""
    if address is None:
        return "unknown"
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def _ladder(free: int, settings: LockoutSettings) -> tuple[Wait, ...]:
    """Waits that double from `first_wait` to `longest_wait`, and the final stop at `hard_stop`."""
    waits = []
    tries, wait = free, settings.first_wait
    while tries < settings.hard_stop:
        waits.append(Wait(tries, min(wait, settings.longest_wait)))
        if wait >= settings.longest_wait:
            break
        tries, wait = tries + 1, wait * 2
    return (*waits, Wait(settings.hard_stop, _FOR_GOOD))
