"""Times are written as people of that language write them."""

from datetime import UTC, datetime

import pytest

from daemun.pages.times import time_element

EVENING = datetime(2026, 11, 29, 15, 4, tzinfo=UTC)
MIDNIGHT = datetime(2026, 1, 2, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "language", "text"),
    [
        (EVENING, "ko", "2026년 11월 29일 오후 3:04 (UTC)"),
        (MIDNIGHT, "ko", "2026년 1월 2일 오전 12:30 (UTC)"),
        (EVENING, "en", "29 November 2026, 15:04 UTC"),
        (EVENING, "ja", "2026-11-29 15:04 UTC"),
    ],
)
def test_a_time_is_read_and_exact(at: datetime, language: str, text: str) -> None:
    exact = at.isoformat(timespec="seconds")

    assert str(time_element(at, language)) == f'<time datetime="{exact}">{text}</time>'
