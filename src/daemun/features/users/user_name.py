"""Stub."""
from dataclasses import dataclass
import unicodedata
from daemun.features.users.identifier_refused import IdentifierRefused
@dataclass(frozen=True, slots=True)
class UserName:
    display: str
    canonical: str
def read_user_name(text: str) -> UserName:
    c = unicodedata.normalize("NFC", text).casefold()
    if not 3 <= len(c) <= 64: raise IdentifierRefused("too_short" if len(c) < 3 else "too_long")
    return UserName(text, c)
