"""Email addresses: how they are read, kept and compared (RFC 5321, RFC 6531)."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from daemun.features.users.identifier_refused import IdentifierRefused

# RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.3, in bytes; 256 with the angle brackets around the address.
_MAX_LENGTH: Final = 254
_MAX_LOCAL_PART: Final = 64
_STAND_IN: Final = ".kr"


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """One address: `display` is where mail goes, `canonical` is what must be unique."""

    display: str
    """The local part as the person wrote it (NFC); the domain in lower case and IDNA, fit to send to."""
    canonical: str
    """`display` in lower case: no provider gives `Kim@` and `kim@` to two people, though RFC 5321 would."""


def read_email_address(text: str, *, local_domains: Collection[str] = ()) -> EmailAddress:
    """Read one bare address; spaces around it are dropped, the network is not asked.

    local_domains: taken, with what is below them, although the internet does not know them.
    Raises IdentifierRefused (too_long, not_an_address).
    """
    # The library loads large tables: not before somebody gives an address.
    from email_validator import EmailNotValidError, validate_email

    given = text.strip(" ")
    if len(given) > _MAX_LENGTH:
        raise IdentifierRefused("too_long")
    # The library refuses what the internet does not know, so it sees `corp.local` below a real domain.
    stand_in = _STAND_IN if _is_local(given, local_domains) else ""
    try:
        read = validate_email(given + stand_in, check_deliverability=False)
    except EmailNotValidError:
        raise IdentifierRefused("not_an_address") from None
    if read.ascii_domain is None:
        raise IdentifierRefused("not_an_address")
    display = f"{read.local_part}@{read.ascii_domain.lower().removesuffix(stand_in)}"
    if len(read.local_part.encode("utf-8")) > _MAX_LOCAL_PART or len(display.encode("utf-8")) > _MAX_LENGTH:
        raise IdentifierRefused("too_long")
    return EmailAddress(display, unicodedata.normalize("NFC", display.lower()))


def _is_local(address: str, local_domains: Collection[str]) -> bool:
    labels = address.rpartition("@")[2].lower().split(".")
    return any(".".join(labels[start:]) in local_domains for start in range(len(labels)))
