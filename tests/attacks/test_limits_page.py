"""TH-12: the manual states every limit as it is in the code."""

import re
from datetime import timedelta

import pytest

from daemun.features.lockout.settings import LockoutSettings
from daemun.features.sessions.settings import SessionSettings
from tests.promises.tree import ROOT

PAGE = (ROOT / "docs/reference/limits.md").read_text(encoding="utf-8")


def written(value: int | timedelta) -> str:
    if isinstance(value, int):
        return str(value)
    seconds = int(value.total_seconds())
    if seconds % 3600 == 0:
        return f"{seconds // 3600} h"
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


@pytest.mark.requirement("TH-12", "EN-08")
@pytest.mark.parametrize("name", LockoutSettings.model_fields)
def test_the_page_states_every_limit_as_it_is(name: str) -> None:
    setting = f"`DAEMUN_LOCKOUT_{name.upper()}`"
    rows = [row for row in PAGE.splitlines() if setting in row]

    assert len(rows) == 1
    assert re.search(rf"\b{re.escape(written(getattr(LockoutSettings(), name)))}\b", rows[0])


@pytest.mark.requirement("TH-12")
def test_the_page_states_the_limit_on_refreshes() -> None:
    (row,) = [row for row in PAGE.splitlines() if "`DAEMUN_SESSIONS_REFRESHES_PER_MINUTE`" in row]

    assert f"| {SessionSettings().refreshes_per_minute} |" in row
