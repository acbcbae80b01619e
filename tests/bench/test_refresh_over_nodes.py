"""`make prove-refresh` over several nodes: a short run holds, and a second live token would be seen."""

from pathlib import Path

from bench.refresh.finding import Finding
from bench.refresh.nodes import _judge, race_over_nodes
from tests.server_process import Answer


def test_a_short_run_over_three_nodes_holds(postgres_url: str, tmp_path: Path) -> None:
    finding = race_over_nodes(postgres_url, "postgresql", rounds=5, folder=tmp_path)

    assert finding.violations == []
    assert "1 nodes killed" in finding.tried


def test_two_successors_of_one_token_are_a_violation() -> None:
    finding = Finding("one successor", "postgresql")
    answers = [Answer(200, {"refresh_token": text}, {}) for text in ("a.1", "a.2")]

    _judge(finding, 1, answers, is_calm=True)

    assert finding.violations == ["round 1: 2 successors"]
