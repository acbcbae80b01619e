"""IdentifierRefused: a name or an address that cannot be one."""


class IdentifierRefused(ValueError):
    """`code`: too_short, too_long, characters, mixed_scripts, reserved, not_an_address. Never the value."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
