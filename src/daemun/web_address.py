"""Web addresses in settings: addresses that cannot exist are refused with a reason."""

import re
from ipaddress import IPv6Address
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator

_LABEL: Final = r"(?!-)[\w-]{1,63}(?<!-)"
_NAME: Final = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")
_SCHEME: Final = re.compile("https?:", re.IGNORECASE)
_PAGE: Final = re.compile("https?://[^/?#]", re.IGNORECASE)
_ADDRESS: Final = re.compile("https?://[^/?#]+[^?#]*", re.IGNORECASE)
_ORIGIN: Final = re.compile("https?://[^/?#]+/?", re.IGNORECASE)
_USUAL_PORTS: Final = {"http": 80, "https": 443}


def require_possible(text: str) -> str:
    """Accept an address that can exist, and any text that is not a web address. Raises ValueError."""
    if "\\" in text or any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError("has a space, a backslash or a character that cannot be seen")
    if _SCHEME.match(text) is None:
        return text
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("names a host or a port that cannot be one") from None
    if "@" in parts.netloc:
        raise ValueError("has a user name or password, which everybody would see; leave it out")
    is_host = is_ipv6_address(host) if parts.netloc.startswith("[") else is_host_name(host)
    if not is_host or port == 0:
        raise ValueError("names a host or a port that cannot be one")
    return text


def _is_possible(text: str) -> bool:
    try:
        return bool(require_possible(text))
    except ValueError:
        return False


def is_host_name(text: str) -> bool:
    """Whether this is a valid host name; IPv4 addresses have the form of names."""
    try:
        return _NAME.fullmatch(text.encode("idna").decode()) is not None
    except UnicodeError:
        return False


def is_ipv6_address(text: str) -> bool:
    """Whether this is one, without brackets."""
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def read_web_address(text: str) -> str:
    """Accept an address that is compared or extended. Raises ValueError."""
    if _ADDRESS.fullmatch(text) is None:
        raise ValueError("must be an https:// address without ? and #")
    return require_possible(text)


def read_web_page(text: str) -> str:
    """Accept an address that browsers are redirected to. Raises ValueError."""
    if _PAGE.match(text) is None:
        raise ValueError("must be an address that begins with https://")
    return require_possible(text)


def read_web_origin(text: str) -> str:
    """Write an origin as browsers send it (RFC 6454 section 6.2): lower case, no default port, no slash, and
    an internationalized host in its ASCII form. Raises ValueError unless it is an origin.
    """
    if _ORIGIN.fullmatch(text) is None or not _is_possible(text):
        raise ValueError("must be an origin, such as https://www.example.com: scheme, host, perhaps a port")
    parts = urlsplit(text)
    host = (parts.hostname or "").encode("idna").decode()
    named = f"[{host}]" if ":" in host else host
    is_usual = parts.port in {None, _USUAL_PORTS[parts.scheme]}
    return f"{parts.scheme}://{named}" + ("" if is_usual else f":{parts.port}")


IsPossible: Final = AfterValidator(require_possible)
WebAddress = Annotated[str, AfterValidator(read_web_address)]
WebPage = Annotated[str, AfterValidator(read_web_page)]
WebOrigin = Annotated[str, AfterValidator(read_web_origin)]
