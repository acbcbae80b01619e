"""Refusals of restoring an old address."""

from typing import Final

from daemun.features.one_time_tokens.errors import OneTimeTokenRefused

_TEXT: Final = "restoration_over"


class RestorationOver(OneTimeTokenRefused):
    """The time to restore an old address is over, and no new link can be requested."""

    def __init__(self) -> None:
        super().__init__(text=f"refusal.{_TEXT}")
