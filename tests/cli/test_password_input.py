import pytest

from daemun.composition.services import Services
from tests.builders import PASSWORD
from tests.cli.conftest import Commands


@pytest.mark.parametrize("typed", [PASSWORD, f"{PASSWORD}\n", f"{PASSWORD}\r\n", f"{PASSWORD}\nmore\n"])
def test_the_first_line_is_the_password(daemun: Commands, running: Services, typed: str) -> None:
    made = daemun.json("users", "create", "minsu", "--password-stdin", typed=typed)

    stored = running.store.passwords.find(made["user"]["id"])
    assert stored is not None
    with running.hash_gate.admit() as slot:
        assert running.passwords.verify(made["user"]["id"], PASSWORD, slot).stored == stored


def test_what_is_no_text_is_refused(daemun: Commands) -> None:
    from click.testing import CliRunner

    from daemun.cli.main import main

    arguments = ["--instance", str(daemun.folder), "users", "create", "minsu", "--password-stdin"]
    result = CliRunner().invoke(main, arguments, input=b"\xff\xfe\xff")

    assert (result.exit_code, result.stderr) == (1, "Error: the password is not UTF-8 text\n")


@pytest.mark.parametrize("typed", ["", "\n"])
def test_an_empty_standard_input_is_no_short_password(daemun: Commands, typed: str) -> None:
    result = daemun("users", "create", "minsu", "--password-stdin", typed=typed)

    assert (result.exit_code, "no password on the standard input" in result.stderr) == (1, True)


def test_without_a_terminal_nobody_is_asked(daemun: Commands) -> None:
    result = daemun("users", "create", "minsu")

    assert result.exit_code == 2
    assert "--password-stdin" in result.stderr
