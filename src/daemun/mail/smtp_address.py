"""Addresses of mail servers: `smtp://`, `smtps://`, `smtp+plain://`."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import unquote, urlsplit


class Security(StrEnum):
    """How the connection to the mail server is protected; the value is the scheme of its address."""

    STARTTLS = "smtp"
    """STARTTLS (RFC 3207), required: an error if the server does not offer it."""
    TLS = "smtps"
    """TLS from the first byte (RFC 8314)."""
    NONE = "smtp+plain"
    """No TLS: for a mail server on this machine, or in a private network."""


_PORTS: Final = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class SmtpAddress:
    """A mail server, and our login there."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def read_smtp_address(text: str) -> SmtpAddress:
    """Read `smtp://user:password@host:port`; special characters in user and password are percent-encoded.

    Raises ValueError with a reason that quotes nothing.
    """
    try:
        parts = urlsplit(text)
        security = Security(parts.scheme.lower())
        port = parts.port
    except ValueError:
        raise ValueError(
            "must begin with smtps://, smtp:// or smtp+plain://, and its port must be a number;"
            " percent-encode what is special in the password"
        ) from None
    if not parts.hostname:
        raise ValueError("names no host")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("has something after the host; percent-encode what is special in the password")
    if (parts.username is None) != (parts.password is None):
        raise ValueError("needs both user and password, or neither")
    if not unquote(f"{parts.username or ''}{parts.password or ''}").isascii():
        raise ValueError("may have only ASCII in user and password: mail servers take nothing else")
    return SmtpAddress(
        _read_host(parts.hostname),
        port or _PORTS[security],
        security,
        unquote(parts.username) if parts.username is not None else None,
        unquote(parts.password) if parts.password is not None else None,
    )


def _read_host(text: str) -> str:
    """The host as used in DNS (RFC 5890)."""
    try:
        host = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not re.fullmatch(r"[A-Za-z0-9._:%-]+", host):
        raise ValueError("names a host that cannot be one")
    return host
