"""A time as people read it. A script then shows it in their own time zone."""

from datetime import UTC, datetime

from markupsafe import Markup


def time_element(at: datetime, language: str) -> Markup:
    """An element `time`."""
    at = at.astimezone(UTC)
    exact = at.isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}</time>').format(exact, written_time(at, language))


def written_time(at: datetime, language: str) -> str:
    """In words, as it is written in that language, with its zone."""
    match language:
        case "ko":
            half, hour = ("오전" if at.hour < 12 else "오후"), at.hour % 12 or 12
            return f"{at.year}년 {at.month}월 {at.day}일 {half} {hour}:{at.minute:02} (UTC)"
        case "en":
            return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"
        case _:
            return f"{at:%Y-%m-%d %H:%M} UTC"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
