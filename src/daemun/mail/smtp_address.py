"""Addresses of mail servers: `smtp://`, `smtps://`, `smtp+plain://`."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import unquote, urlsplit


class Security(StrEnum):
    """How the way to the mail server is protected; the value is the scheme of its address."""

    STARTTLS = "smtp"
    """RFC 3207; refused when the server does not offer it."""
    TLS = "smtps"
    """TLS from the first byte (RFC 8314)."""
    NONE = "smtp+plain"
    """Nothing: for a mail server on this machine."""


_PORTS: Final = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class SmtpAddress:
    """A mail server, and who we are there."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def read_smtp_address(text: str) -> SmtpAddress:
    """Read `smtp://user:password@host:port`; what is special in user and password is percent-encoded.

    Raises ValueError with a reason that quotes nothing.
    """
    try:
        parts = urlsplit(text)
        security = Security(parts.scheme.lower())
        port = parts.port
    except ValueError:
        raise ValueError(
            "must begin with smtps://, smtp:// or smtp+plain://, and its port must be a number"
        ) from None
    if not parts.hostname:
        raise ValueError("names no host")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("has something after the host; percent-encode what is special in the password")
    if (parts.username is None) != (parts.password is None):
        raise ValueError("needs both user and password, or neither")
    return SmtpAddress(
        parts.hostname,
        port or _PORTS[security],
        security,
        unquote(parts.username) if parts.username is not None else None,
        unquote(parts.password) if parts.password is not None else None,
    )
