from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from daemun.clock import SystemClock, whole_milliseconds


@given(instant=st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_cut_down_to_milliseconds(instant: datetime) -> None:
    cut = whole_milliseconds(instant)

    assert cut.microsecond % 1000 == 0
    assert timedelta(0) <= instant - cut < timedelta(milliseconds=1)
    assert whole_milliseconds(cut) == cut


def test_the_zone_stays() -> None:
    seoul = timezone(timedelta(hours=9))

    assert whole_milliseconds(datetime(2026, 1, 1, tzinfo=seoul)).tzinfo is seoul


def test_the_system_clock_shows_utc_in_whole_milliseconds() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()

    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert before - timedelta(milliseconds=1) < now <= datetime.now(UTC)
