import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from daemun.cli.main import main


def test_without_a_command_the_commands_are_listed() -> None:
    result = CliRunner().invoke(main, ["--help"])

    assert result.exit_code == 0
    for command in main.commands:
        assert f"\n  {command} " in result.output


@pytest.mark.parametrize("arguments", [["no-such-command"], ["keys", "rotate", "--no-such-option"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


def test_the_package_is_a_program_too() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "daemun", "--help"], check=True, capture_output=True, text=True
    ).stdout

    assert "dev" in printed


def test_every_list_of_commands_has_whole_sentences() -> None:
    groups = [main, *(each for each in main.commands.values() if isinstance(each, click.Group))]

    for group in groups:
        listed = CliRunner().invoke(group, ["--help"]).output.partition("Commands:")[2]
        assert [line for line in listed.splitlines() if line and not line.endswith(".")] == []
        assert "..." not in listed
