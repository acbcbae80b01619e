"""Reading times as databases, spreadsheets and people write them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final


class DateOrder(StrEnum):
    """What comes first in a date such as 1/2/2024 or 24-1-2."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"
    YEAR_FIRST = "ymd"


class AmbiguousDate(ValueError):
    """Day, month and year of a date such as 1/2/2024 or 24-1-2 cannot be told apart."""


_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_WEEKDAY: Final = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*)?"
_DATES: Final = (
    (
        r"(?P<year>\d{4})\s*[-/.년]\s*(?P<month>\d{1,2})\s*[-/.월]\s*(?P<day>\d{1,2})\s*[.일]?"
        r"(?:\s*\(?[월화수목금토일](?:요일)?\)?)?"
    ),
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<first>\d{1,2})\s*[-/.]\s*(?P<second>\d{1,2})\s*[-/.]\s*(?P<last>\d{4}|\d{1,2})\.?",
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})[\s-]*{_MONTH}[\s,-]*(?P<year>\d{{4}}|\d\d)",
    rf"{_WEEKDAY}{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?P<year>\d{{4}})",
)
_FULL_YEAR: Final = 4
_MONTHS_OF_YEAR: Final = 12
_HALF: Final = r"오전|오후|[ap]\.?m\.?"
_TIME: Final = (
    rf"(?:(?P<before>{_HALF})\s*)?"
    r"(?:(?P<hour>\d{1,2})(?:시|(?::|시\s*)(?P<minute>\d{1,2})분?"
    r"(?::?\s*(?P<second_>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?초?)?)"
    r"|(?P<compact>\d{6}))"
    rf"(?:\s*(?P<after>{_HALF}))?"
)
_ZONE: Final = (
    r"(?P<zone>z|kst|jst|(?:utc|gmt)?(?P<offset>[+-]\d\d?(?::?\d\d(?::?\d\d)?)?)|utc|gmt)"
    r"(?:\s*\([^)]*\)|\[[^\]]*\])?"
)
# As `date` and C's `ctime` write it, with the year behind.
_YEAR_BEHIND: Final = rf"{_WEEKDAY}{_MONTH}\s*(?P<day>\d{{1,2}})\s+{_TIME}(?:\s+{_ZONE})?\s+(?P<year>\d{{4}})"
_WRITTEN: Final = tuple(
    re.compile(written, re.IGNORECASE | re.ASCII)
    for written in (
        *(rf"{date}(?:(?:\s*,?\s*|t|\s*at\s*){_TIME}(?:\s*{_ZONE})?)?" for date in _DATES),
        _YEAR_BEHIND,
    )
)
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_NAMED_ZONES: Final = {"z": 0, "utc": 0, "gmt": 0, "kst": 9, "jst": 9}
_NEVER: Final = re.compile(r"0000-00-00(?:[ T]00:00:00(?:\.0+)?Z?)?|-infinity", re.ASCII)
_FOREVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""PostgreSQL's `infinity`."""
_EXCEL_DAYS: Final = (10_000, 100_000)
_LEAST_SECONDS: Final = 10_000_000
"""Smaller numbers are not meant as times; 0 is, if a program writes its default."""
_EXCEL_EPOCH: Final = datetime(1899, 12, 30, tzinfo=UTC)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = 32_503_680_000
"""The year 3000, in seconds."""


def read_instant(given: object, order: DateOrder | None = None) -> datetime | None:
    """Read a time into aware UTC; without a zone it is UTC. None: MySQL's date of nothing, 0000-00-00, or
    before all times.

    Numbers are seconds (or thousandths and smaller) since 1970, or the days of a spreadsheet since 1900.
    Raises AmbiguousDate, and ValueError for what is not a time.
    """
    match given:
        case datetime():
            return given.replace(tzinfo=UTC) if given.tzinfo is None else _in_utc(given)
        case bool():
            raise ValueError("not a time")
        case int() | float():
            return _read_number(given)
        case str() if len(given) <= 100:
            return _read_text(given.strip(), order)
        case _:
            raise ValueError("not a time")


def _read_text(text: str, order: DateOrder | None) -> datetime | None:
    if _NEVER.fullmatch(text):
        return None
    if text == "infinity":
        return _FOREVER
    for pattern in _WRITTEN:
        if found := pattern.fullmatch(text):
            return _in_utc(datetime(*_date(found.groupdict(), order), tzinfo=_zone(found)), _time(found))
    if _NUMBER.fullmatch(text):
        return _read_number(float(text))
    raise ValueError("not a time")


def _read_number(number: float) -> datetime:
    if _EXCEL_DAYS[0] <= number < _EXCEL_DAYS[1]:
        # The fraction of a day is exact only to the second.
        return _EXCEL_EPOCH + timedelta(seconds=round(number * 86_400))
    for unit in (1, 10**3, 10**6, 10**9):
        if number == 0 or _LEAST_SECONDS <= abs(number / unit) < _LATEST:
            return _EPOCH + timedelta(milliseconds=round(number * 1000 / unit))
    raise ValueError("not a time")


def _date(parts: Mapping[str, str | None], order: DateOrder | None) -> tuple[int, int, int]:
    if last := parts.get("last"):
        return _ordered_date(int(parts["first"] or ""), int(parts["second"] or ""), last, order)
    year, day = int(parts["year"] or ""), int(parts["day"] or "")
    if name := parts.get("name"):
        return _year(year), 1 + _MONTHS.index(name.lower()), day
    return year, int(parts["month"] or ""), day


def _ordered_date(first: int, second: int, last: str, order: DateOrder | None) -> tuple[int, int, int]:
    if order is None and len(last) == _FULL_YEAR:
        # One of them above 12 is the day.
        order = DateOrder.DAY_FIRST if first > _MONTHS_OF_YEAR else None
        order = DateOrder.MONTH_FIRST if second > _MONTHS_OF_YEAR or first == second else order
    match order:
        case DateOrder.MONTH_FIRST:
            return _year(int(last)), first, second
        case DateOrder.DAY_FIRST:
            return _year(int(last)), second, first
        case DateOrder.YEAR_FIRST if len(last) < _FULL_YEAR:
            return _year(first), second, int(last)
        case _:
            raise AmbiguousDate("what comes first in this date?")


def _year(number: int) -> int:
    """Of two digits as POSIX reads `%y`."""
    if number >= 100:
        return number
    return number + (2000 if number < 69 else 1900)


def _time(found: re.Match[str]) -> timedelta:
    parts = found.groupdict()
    if compact := parts["compact"]:
        hour, minute, second = int(compact[:2]), int(compact[2:4]), int(compact[4:])
    else:
        hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second_"))
    half = (parts["before"] or parts["after"] or "").lower().replace(".", "")
    is_afternoon = half in ("오후", "pm")
    if (hour, minute, second) == (24, 0, 0):
        return timedelta(days=1)
    if hour > (12 if half and not is_afternoon else 23) or minute > 59 or second > 59:
        raise ValueError("not a time")
    if half and hour <= 12:
        hour = hour % 12 + (12 if is_afternoon else 0)
    fraction = int((parts["fraction"] or "0").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=fraction)


def _zone(found: re.Match[str]) -> timezone:
    name, offset = (found["zone"] or "z").lower(), found["offset"]
    if offset is None:
        return timezone(timedelta(hours=_NAMED_ZONES[name]))
    digits = offset[1:].replace(":", "")
    hours, rest = (digits[:1], "") if len(digits) == 1 else (digits[:2], digits[2:])
    away = timedelta(hours=int(hours), minutes=int(rest[:2] or 0), seconds=int(rest[2:] or 0))
    return timezone(-away if offset[0] == "-" else away)


def _in_utc(given: datetime, time: timedelta = timedelta(0)) -> datetime:
    try:
        return (given + time).astimezone(UTC)
    except OverflowError:
        raise ValueError("before the first year or after the last") from None
