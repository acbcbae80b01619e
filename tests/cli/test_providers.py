import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from daemun.cli.main import main
from tests.features.social_login.elsewhere import Answer, Elsewhere


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as provider:
        yield provider


def run(folder: Path, elsewhere: Elsewhere, *arguments: str) -> Result:
    environment = {
        "DAEMUN_PROVIDERS": json.dumps({"school": elsewhere.settings()}),
        "DAEMUN_HTTP_ORIGIN": "https://login.example",
    }
    prepared = CliRunner().invoke(main, ["--instance", str(folder), "db", "upgrade"], env=environment)
    assert prepared.exit_code == 0, prepared.output
    return CliRunner().invoke(main, ["--instance", str(folder), "providers", *arguments], env=environment)


def test_what_is_entered_at_each_provider_is_listed(tmp_path: Path, elsewhere: Elsewhere) -> None:
    (listed,) = json.loads(run(tmp_path, elsewhere, "list", "--json").output)["providers"]

    assert listed["callback"] == "https://login.example/auth/login/with/school/callback"


def test_a_provider_is_asked_for_what_a_login_needs(tmp_path: Path, elsewhere: Elsewhere) -> None:
    right = run(tmp_path, elsewhere, "check", "school")
    assert right.exit_code == 0, right.output
    assert "https://login.example/auth/login/with/school/callback" in right.output

    elsewhere.answers["/keys"] = Answer(500)
    wrong = run(tmp_path, elsewhere, "check", "school", "--json")
    assert wrong.exit_code == 1
    assert "status 500" in wrong.output

    unknown = run(tmp_path, elsewhere, "check", "other")
    assert (unknown.exit_code, "they name school" in unknown.output) == (1, True)
