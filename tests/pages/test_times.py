from datetime import datetime
from zoneinfo import ZoneInfo

from daemun.pages.times import time_element


def test_a_time_is_read_and_exact() -> None:
    at = datetime(2026, 11, 30, 0, 4, tzinfo=ZoneInfo("Asia/Seoul"))

    shown = '<time datetime="2026-11-29T15:04:00+00:00">29 November 2026, 15:04 UTC</time>'
    assert str(time_element(at, "en")) == shown
