from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.user_transfer.instants import AmbiguousDate, DateOrder, read_instant

AFTERNOON = datetime(2024, 1, 2, 15, 4, 5, tzinfo=UTC)
MORNING = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
DAY = datetime(2024, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2024-01-02T03:04:05Z", MORNING),
        ("2024-01-02 03:04:05+00", MORNING),
        ("2024-01-02 12:04:05+09", MORNING),
        ("2024-01-02 12:04:05.000001+09", MORNING + timedelta(microseconds=1)),
        ("2024-01-02 03:04:05.123456789Z", MORNING + timedelta(microseconds=123_456)),
        ("2024-01-02T12:04:05+0900", MORNING),
        ("2024-01-02 12:04:05 +09:00", MORNING),
        ("2024-01-01 23:34:05-03:30", MORNING),
        ("2024-01-02 12:04:05 KST", MORNING),
        ("2024-01-02 03:04:05 UTC", MORNING),
        ("2024-01-02 3:04:05", MORNING),
        ("2024-01-02 3:04", MORNING - timedelta(seconds=5)),
        ("2024-01-02 오전 3:04:05", MORNING),
        ("2024-01-02 오후 3:04:05", AFTERNOON),
        ("2024-01-02 오전 12:04", DAY + timedelta(minutes=4)),
        ("2024-01-02 오후 12:04", DAY + timedelta(hours=12, minutes=4)),
        ("2024/1/2 3:04:05 PM", AFTERNOON),
        ("2024. 1. 2. 오후 3:04:05", AFTERNOON),
        ("2024.01.02", DAY),
        ("2024년 1월 2일 화요일 오후 3시 4분 5초", AFTERNOON),
        ("20240102", DAY),
        ("20240102150405", AFTERNOON),
        ("Tue Jan 02 2024 12:04:05 GMT+0900 (Korean Standard Time)", MORNING),
        ("Tue, 02 Jan 2024 03:04:05 GMT", MORNING),
        ("January 2, 2024 at 3:04:05 PM", AFTERNOON),
        ("2-Jan-2024", DAY),
        ("02-JAN-24", DAY),
        ("January 2nd, 2024", DAY),
        ("Tue Jan  2 03:04:05 2024", MORNING),
        ("Tue Jan  2 12:04:05 KST 2024", MORNING),
        ("2024-01-02T12:04:05+09:00[Asia/Seoul]", MORNING),
        ("2024-01-01 24:00:00", DAY),
        ("2024년 1월 2일 15시", DAY + timedelta(hours=15)),
        ("13/1/2024", DAY + timedelta(days=11)),
        ("1/13/2024", DAY + timedelta(days=11)),
        ("1704164645", MORNING),
        ("1704164645000", MORNING),
        (1704164645000000, MORNING),
        (1704164645.0, MORNING),
        ("45293.1278356481", MORNING),
        ("45293", DAY),
        (datetime(2024, 1, 2, 12, 4, 5, tzinfo=timezone(timedelta(hours=9))), MORNING),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("-infinity", None),
        ("infinity", datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_however_it_is_written(written: object, instant: datetime | None) -> None:
    assert read_instant(written) == instant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "2024",
        "12:30",
        "2024-13-01",
        "2024-02-30",
        "2024-01-02 25:00",
        "2024-01-02 24:01",
        "9999-12-31 24:00",
        "2024-01-02 오전 13:00",
        "2024-01-02 03:60",
        "２０２４-01-02",
        "0001-01-01T00:00:00+09:00",
        "9" * 30,
        "1" * 200,
        float("inf"),
        float("nan"),
        True,
        None,
        ["2024-01-02"],
    ],
)
def test_what_is_no_time_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"not a time|before the first year|day is|month must"):
        read_instant(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1/2/2024", {DateOrder.MONTH_FIRST: (1, 2), DateOrder.DAY_FIRST: (2, 1)}),
        ("01.02.2024 15:00", {DateOrder.MONTH_FIRST: (1, 2), DateOrder.DAY_FIRST: (2, 1)}),
        ("1/2/24", {DateOrder.MONTH_FIRST: (1, 2), DateOrder.DAY_FIRST: (2, 1)}),
        ("24-1-2", {DateOrder.YEAR_FIRST: (1, 2)}),
    ],
)
def test_a_date_that_can_be_read_in_two_ways_is_read_as_told(
    written: str, read: dict[DateOrder, tuple[int, int]]
) -> None:
    with pytest.raises(AmbiguousDate):
        read_instant(written)
    for order, (month, day) in read.items():
        found = read_instant(written, order)
        assert found is not None
        assert (found.year, found.month, found.day) == (2024, month, day)


@given(st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30)))  # noqa: DTZ001 - made aware below
def test_what_programs_write_is_read_as_it_was(naive: datetime) -> None:
    instant = naive.replace(tzinfo=UTC)

    assert read_instant(instant.isoformat()) == instant
    assert read_instant(str(instant)) == instant
    assert read_instant(instant.astimezone(timezone(timedelta(hours=9))).isoformat(" ")) == instant


@given(st.text() | st.floats() | st.integers())
def test_nothing_given_is_a_crash(given_: object) -> None:
    with suppress(ValueError):
        read_instant(given_)
