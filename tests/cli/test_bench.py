import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from daemun.cli.bench import suggest_cost, suggest_large_pages
from daemun.cli.main import main
from daemun.features.passwords.settings import PasswordSettings


def test_everything_is_measured_and_nothing_is_left(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--instance", str(tmp_path / "instance"), "bench", "--json"])

    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    suggestion = figures.pop("suggestion")
    assert suggestion
    assert all(value > 0 for value in figures.values())
    assert figures["next_check_ms"] < figures["first_check_ms"]
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize(
    ("took", "told"),
    [(10.0, "DAEMUN_PASSWORDS_HASH_PASSES=10 would take about 50 ms"), (100.0, "fits"), (900.0, "slow")],
)
def test_the_cost_of_a_hash_is_judged(took: float, told: str) -> None:
    assert told in suggest_cost(PasswordSettings(), took)


@pytest.mark.parametrize(
    ("policy", "is_told"),
    [
        ("always [madvise] never\n", True),
        ("always madvise [never]\n", True),
        ("[always] madvise never\n", False),
        (None, False),
    ],
)
def test_small_pages_of_memory_are_pointed_out(tmp_path: Path, policy: str | None, *, is_told: bool) -> None:
    file = tmp_path / "enabled"
    if policy is not None:
        file.write_text(policy)

    assert ("always" in suggest_large_pages(file)) == is_told
