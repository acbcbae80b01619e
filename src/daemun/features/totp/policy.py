"""Which code is right at which time (RFC 6238). Pure."""

import hmac
import re
from base64 import b32encode
from datetime import datetime
from typing import Final

import pyotp

STEP_SECONDS: Final = 30
SECRET_BYTES: Final = 20
"""160 bits, the length that RFC 4226 section 4 recommends."""
MAX_PER_USER: Final = 10
MAX_PENDING: Final = 5
"""How many may wait for their first code at once, as in several tabs; older ones are removed."""
_DIGITS: Final = 6
_CODE: Final = re.compile("[0-9]{6}")


def step_at(now: datetime) -> int:
    """The time step (RFC 6238 section 4.2)."""
    return int(now.timestamp()) // STEP_SECONDS


def as_base32(secret: bytes) -> str:
    """The secret in the form that apps accept. 20 bytes need no padding."""
    return b32encode(secret).decode("ascii")


def code_at(secret: bytes, step: int) -> str:
    """The code of a step: 6 digits of HMAC-SHA-1, the only form that every app supports."""
    return pyotp.HOTP(as_base32(secret), digits=_DIGITS).at(step)


def find_step(secret: bytes, code: str, *, now: datetime, window: int) -> int | None:
    """The step near `now` that a code belongs to; None: it is wrong. Always the same work."""
    if _CODE.fullmatch(code) is None:
        return None
    present = step_at(now)
    steps = range(present - window, present + window + 1)
    right = [step for step in steps if hmac.compare_digest(code_at(secret, step), code)]
    # The newest: of two steps with one code the later use counts.
    return right[-1] if right else None
