"""IdentifierRefused: a name or an address that cannot be one."""

from typing import Literal


class IdentifierRefused(ValueError):
    """This text cannot be a user name, or an email address. Never carries the text."""

    def __init__(
        self,
        code: Literal["too_short", "too_long", "characters", "mixed_scripts", "reserved", "not_an_address"],
    ) -> None:
        super().__init__(code)
        self.code = code
