"""An authenticator app, as a person holds it: it knows a secret and a clock, and nothing of ours."""

import hmac
import struct
from base64 import b32decode
from dataclasses import dataclass

from daemun.clock import Clock


@dataclass(frozen=True)
class AuthenticatorApp:
    """Written from RFC 6238 alone."""

    secret: str
    clock: Clock

    def code(self, *, steps_ahead: int = 0) -> str:
        step = int(self.clock.now().timestamp()) // 30 + steps_ahead
        digest = hmac.digest(b32decode(self.secret), struct.pack(">Q", step), "sha1")
        offset = digest[-1] & 15
        number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
        return f"{number % 10**6:06}"

    def wrong_code(self) -> str:
        near = {self.code(steps_ahead=step) for step in range(-3, 4)}
        return next(code for number in range(10) if (code := f"{number:06}") not in near)
