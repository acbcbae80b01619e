"""Refusals of the way back to an old address."""

from typing import Final

from daemun.features.one_time_tokens.errors import OneTimeTokenRefused

_TEXT: Final = "restoration_over"


class RestorationOver(OneTimeTokenRefused):
    """The way back to an old address is over, and nobody can ask for another one."""

    def __init__(self) -> None:
        super().__init__(text=f"refusal.{_TEXT}")
