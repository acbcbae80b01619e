"""A time in words, in the user's language."""

from datetime import datetime
from typing import Final

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def written_time(at: datetime, language: str) -> str:
    """To the minute, in its own time zone, which is named."""
    match language:
        case "ko":
            half, hour = ("오전" if at.hour < 12 else "오후"), at.hour % 12 or 12
            return f"{at.year}년 {at.month}월 {at.day}일 {half} {hour}:{at.minute:02} ({at:%Z})"
        case "en":
            return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M %Z}"
        case _:
            return f"{at:%Y-%m-%d %H:%M %Z}"
