from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from daemun.cli.main import main
from daemun.pages.own_templates import read_template


def eject(name: str, folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["pages", "eject", name, "--folder", str(folder), *options])


@pytest.mark.parametrize("name", ["login", "login.html"])
def test_a_template_is_copied_to_be_changed(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "templates"

    result = eject(name, folder)

    assert result.exit_code == 0
    assert result.output == f"copied to {folder / 'login.html'}\n"
    assert (folder / "login.html").read_text(encoding="utf-8") == read_template("login")


def test_what_was_changed_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "login.html").write_text("mine")

    result = eject("login", tmp_path)

    assert (result.exit_code, (tmp_path / "login.html").read_text()) == (1, "mine")
    assert "exists already" in result.stderr


def test_a_name_that_no_template_has_is_told_with_those_there_are(tmp_path: Path) -> None:
    result = eject("logn", tmp_path)

    assert result.exit_code == 2
    assert "layout" in result.stderr


def test_the_folder_is_the_one_that_the_settings_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "daemun.toml").write_text('[pages]\nfolder = "own"\n')

    by_file = CliRunner().invoke(main, ["pages", "eject", "login"])
    by_environment = CliRunner().invoke(
        main, ["pages", "eject", "login"], env={"DAEMUN_PAGES_FOLDER": "mine"}
    )
    (tmp_path / "daemun.toml").unlink()
    by_default = CliRunner().invoke(main, ["pages", "eject", "login"])

    assert by_file.output == "copied to own/login.html\n"
    assert by_environment.output == "copied to mine/login.html\n"
    assert by_default.output == "copied to templates/daemun/login.html\n"
