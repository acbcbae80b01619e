import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daemun.event_mark import EventMark
from daemun.testing import FrozenClock

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_what_is_noted_is_read_by_another_process(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    mark = EventMark(tmp_path / "mark", clock)

    mark.note()

    assert EventMark(tmp_path / "mark", clock).read() == NOW
    assert stat.S_IMODE((tmp_path / "mark").stat().st_mode) == 0o600


def test_the_newest_replaces_an_older_one(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    mark = EventMark(tmp_path / "mark", clock)
    mark.note()

    clock.tick(days=400)
    mark.note()

    assert mark.read() == NOW + timedelta(days=400)


def test_many_events_within_seconds_are_one_write(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    mark = EventMark(tmp_path / "mark", clock)
    mark.note()

    clock.tick(seconds=9)
    mark.note()

    assert mark.read() == NOW


@pytest.mark.parametrize("content", [None, "", "2026-03-04T05", "not a time", "2026-03-04T05:06:07Zx"])
def test_what_is_missing_or_damaged_says_nothing(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "mark"
    if content is not None:
        file.write_text(content, encoding="utf-8")

    assert EventMark(file, FrozenClock(NOW)).read() is None


def test_a_folder_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    mark = EventMark(tmp_path / "gone" / "mark", FrozenClock(NOW))

    mark.note()

    assert mark.read() is None
