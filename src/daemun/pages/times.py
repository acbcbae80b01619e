"""A time as people read it. A script then shows it in their own time zone."""

from datetime import UTC, datetime

from markupsafe import Markup

from daemun.written_times import written_time


def time_element(at: datetime, language: str) -> Markup:
    """An element `time`."""
    at = at.astimezone(UTC)
    exact = at.isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}</time>').format(exact, written_time(at, language))
