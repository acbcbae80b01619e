from datetime import timedelta
from pathlib import Path

import pytest

from daemun.doctor.finding import Level
from daemun.doctor.restoration import examine_restoration
from daemun.event_mark import EventMark
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from tests.storage.records import NOW, an_event


def levels(folder: Path, *, noted_after: timedelta | None, event: bool = True) -> list[tuple[Level, Level]]:
    """What is found, and how it counts in production; the mark is so much later than the newest event."""
    store = open_store(f"sqlite:///{folder / 'daemun.sqlite3'}")
    if event:
        store.audit.add(an_event("newest", at=NOW))
    mark = EventMark(folder / "mark", FrozenClock(NOW + (noted_after or timedelta(0))))
    if noted_after is not None:
        mark.note()
    found = [(each.level, each.in_production().level) for each in examine_restoration(store.audit, mark)]
    store.close()
    return found


@pytest.mark.parametrize("later", [timedelta(0), timedelta(seconds=5), timedelta(days=-1)])
def test_a_database_that_knows_the_newest_event_is_fine(tmp_path: Path, later: timedelta) -> None:
    assert levels(tmp_path, noted_after=later) == [(Level.OK, Level.OK)]


@pytest.mark.parametrize("later", [timedelta(seconds=30), timedelta(days=3)])
def test_an_older_copy_is_noticed(tmp_path: Path, later: timedelta) -> None:
    assert levels(tmp_path, noted_after=later) == [(Level.WARNING, Level.ERROR)]


def test_an_empty_database_in_the_place_of_a_used_one_is_noticed(tmp_path: Path) -> None:
    assert levels(tmp_path, noted_after=timedelta(0), event=False) == [(Level.WARNING, Level.ERROR)]


def test_without_a_mark_nothing_is_said(tmp_path: Path) -> None:
    assert levels(tmp_path, noted_after=None) == []
