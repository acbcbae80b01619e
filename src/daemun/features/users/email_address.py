"""Stub."""
from dataclasses import dataclass
from daemun.features.users.identifier_refused import IdentifierRefused
@dataclass(frozen=True, slots=True)
class EmailAddress:
    display: str
    canonical: str
def read_email_address(text: str) -> EmailAddress:
    if "@" not in text: raise IdentifierRefused("not_an_address")
    return EmailAddress(text, text.casefold())
