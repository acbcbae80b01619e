"""Times are written as people of that language write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from daemun.written_times import written_time

EVENING = datetime(2026, 11, 29, 15, 4, tzinfo=UTC)
MIDNIGHT = datetime(2026, 1, 2, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "language", "text"),
    [
        (EVENING, "ko", "2026년 11월 29일 오후 3:04 (UTC)"),
        (MIDNIGHT, "ko", "2026년 1월 2일 오전 12:30 (UTC)"),
        (EVENING.astimezone(ZoneInfo("Asia/Seoul")), "ko", "2026년 11월 30일 오전 12:04 (KST)"),
        (EVENING, "en", "29 November 2026, 15:04 UTC"),
        (EVENING, "ja", "2026-11-29 15:04 UTC"),
    ],
)
def test_a_time_is_read_in_its_zone(at: datetime, language: str, text: str) -> None:
    assert written_time(at, language) == text
