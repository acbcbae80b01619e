"""The matrix says that all passed only when all ran."""

from pathlib import Path

import pytest

from tools.test_matrix import count_skipped, summary


@pytest.mark.parametrize(
    ("failed", "doubts", "said"),
    [
        ([], [], "All passed."),
        ([], ["Python 3.13: 3 skipped"], "Nothing failed, but not everything ran: Python 3.13: 3 skipped"),
        (["Python 3.13"], ["Python 3.11: 1 skipped"], "Failed: Python 3.13; Python 3.11: 1 skipped"),
    ],
)
def test_what_did_not_run_has_not_passed(failed: list[str], doubts: list[str], said: str) -> None:
    assert summary(failed, doubts) == said


def test_skipped_tests_are_counted(tmp_path: Path) -> None:
    results = tmp_path / "results.xml"
    results.write_text('<testsuites><testsuite tests="9" skipped="2"/></testsuites>')

    assert count_skipped(results) == 2
    assert count_skipped(tmp_path / "none.xml") == 0
