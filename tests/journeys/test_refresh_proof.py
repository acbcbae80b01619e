"""`make prove-refresh` in short: every claim about refresh tokens, in many processes, on every database."""

from pathlib import Path

import pytest

from bench.refresh.crash_points import crash_everywhere
from bench.refresh.killed_workers import refresh_while_workers_die
from bench.refresh.old_tokens import present_forged_tokens, present_old_tokens
from bench.refresh.race import LATE, race, race_after_lost_answers


@pytest.mark.requirement("RT-03", "RT-01")
def test_racing_callers_get_one_successor_by_one_rotation(any_database_url: str) -> None:
    finding = race(any_database_url, "this one", rounds=15, processes=3, threads=8)

    assert finding.violations == []


@pytest.mark.requirement("RT-12", "RT-03")
def test_racing_callers_get_one_sibling_after_a_lost_answer(any_database_url: str) -> None:
    finding = race_after_lost_answers(any_database_url, "this one", rounds=6, processes=2, threads=8)

    assert finding.violations == []


@pytest.mark.requirement("RT-02", "RT-04")
def test_an_old_token_ends_its_session(any_database_url: str) -> None:
    finding = present_old_tokens(any_database_url, "this one", rounds=6)

    assert finding.violations == []


@pytest.mark.requirement("RT-09")
def test_a_forged_token_ends_nothing(any_database_url: str) -> None:
    finding = present_forged_tokens(any_database_url, "this one")

    assert finding.violations == []


@pytest.mark.requirement("RT-10")
def test_wherever_a_process_dies_a_second_try_goes_on(any_database_url: str) -> None:
    finding = crash_everywhere(any_database_url, "this one", rounds=16)

    assert finding.violations == []


@pytest.mark.requirement("RT-10", "RT-12")
def test_wherever_a_process_dies_a_try_an_hour_later_goes_on(any_database_url: str) -> None:
    finding = crash_everywhere(any_database_url, "this one", rounds=16, asked_again_after=LATE)

    assert finding.violations == []


@pytest.mark.requirement("RT-10", "RL-01")
def test_killed_workers_strand_nobody(database_url: str, tmp_path: Path) -> None:
    finding = refresh_while_workers_die(database_url, "this one", seconds=2, folder=tmp_path, workers=2)

    assert finding.violations == []
