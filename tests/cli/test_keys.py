import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from daemun.cli.main import main
from daemun.composition.services import Services
from daemun.server import create_app
from daemun_verify import InvalidToken
from tests.builders import add_user, log_in


@pytest.fixture
def running(tmp_path: Path) -> Services:
    """A server that runs while commands are given."""
    services: Services = create_app(instance_path=tmp_path).extensions["daemun"]
    return services


@pytest.fixture
def keys(tmp_path: Path, running: Services) -> "Keys":
    return Keys(tmp_path)


class Keys:
    """`daemun keys ...` on one installation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, command: str, *options: str, typed: str | None = None) -> Result:
        arguments = ["--instance", str(self._folder), "keys", command, *options]
        return CliRunner().invoke(main, arguments, input=typed)

    def listed(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = json.loads(self.run("list", "--json").output)["keys"]
        return rows


def test_keys_are_listed_for_people_and_programs(keys: Keys) -> None:
    keys.run("rotate")

    (row,) = keys.listed()
    assert (row["number"], row["algorithm"], row["removed_at"]) == (1, "ES256", None)
    assert str(row["kid"]) in keys.run("list").output


@pytest.mark.requirement("JK-05")
def test_an_emergency_removes_every_older_key_and_says_what_that_breaks(
    keys: Keys, running: Services
) -> None:
    tokens = log_in(running, add_user(running))

    result = keys.run("rotate", "--remove-old", "--yes")
    running.keys.reload()

    assert result.exit_code == 0
    assert "Every access token signed so far will be refused at once" in result.output
    first, second = keys.listed()
    assert first["removed_at"] is not None
    assert str(second["kid"]) in result.output
    with pytest.raises(InvalidToken):
        running.web.verifier.verify(tokens.access_token.text)


@pytest.mark.parametrize(("typed", "code", "count"), [("n\n", 1, 1), ("", 1, 1), ("y\n", 0, 2)])
def test_an_emergency_asks_first(keys: Keys, typed: str, code: int, count: int) -> None:
    keys.run("rotate")

    result = keys.run("rotate", "--remove-old", typed=typed)

    assert result.exit_code == code
    assert len(keys.listed()) == count


def test_a_planned_rotation_asks_nothing_and_leaves_tokens_good(keys: Keys, running: Services) -> None:
    tokens = log_in(running, add_user(running))

    result = keys.run("rotate")
    running.keys.reload()

    assert result.exit_code == 0
    assert [row["removed_at"] for row in keys.listed()] == [None, None]
    assert running.web.verifier.verify(tokens.access_token.text).session_id == tokens.session.id
    first, second = keys.listed()
    assert (first["state"], second["state"]) == ("signing", "next")
    assert str(second["signs_from"])[:19].replace("T", " ") in result.output


def test_an_emergency_without_a_leak_says_what_it_costs(keys: Keys) -> None:
    keys.run("rotate")

    result = keys.run("rotate", "--now")

    assert result.exit_code == 0
    assert "refuse new tokens until they fetch it again, at most 5 minutes later" in result.output
    first, second = keys.listed()
    assert str(second["published_at"]) < str(second["signs_from"])
    assert first["removed_at"] is None
