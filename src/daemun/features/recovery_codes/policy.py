"""How recovery codes are written and read. Pure."""

import re
from base64 import b32encode
from dataclasses import dataclass, field
from typing import Final

COUNT: Final = 10
LABEL_BYTES: Final = 5
SECRET_BYTES: Final = 10
"""80 bits."""
_LABEL_LENGTH: Final = 4
_SHAPE: Final = re.compile("[A-Z2-7]{20}")
# What people write down and type back: digits that the alphabet does not have.
_LOOK_ALIKE: Final = str.maketrans("018", "OIB")


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """The two parts of a code."""

    label: str
    secret: str = field(repr=False)

    def __str__(self) -> str:
        """As shown to users: `ABCD-EFGH-...`."""
        text = self.label + self.secret
        return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def make_code(label: bytes, secret: bytes) -> RecoveryCode:
    """Make a code from random bytes."""
    return RecoveryCode(b32encode(label).decode("ascii")[:_LABEL_LENGTH], b32encode(secret).decode("ascii"))


def read_code(typed: str) -> RecoveryCode | None:
    """Read a typed code, with or without spaces, hyphens and capitals; None: it cannot be one."""
    text = typed.replace("-", "").replace(" ", "")
    text = text.upper().translate(_LOOK_ALIKE) if text.isascii() else ""
    if _SHAPE.fullmatch(text) is None:
        return None
    return RecoveryCode(text[:_LABEL_LENGTH], text[_LABEL_LENGTH:])
