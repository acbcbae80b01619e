import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from daemun.doctor.files import examine_files
from daemun.doctor.finding import Level
from daemun.settings.reading import read_settings

SECRET = "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk="


def levels(folder: Path, **config: object) -> dict[str, tuple[Level, Level]]:
    settings = read_settings({f"DAEMUN_{name.upper()}": value for name, value in config.items()})
    return {
        finding.id: (finding.level, finding.in_production().level)
        for finding in examine_files(settings, folder)
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("daemun-secret-key", "daemun.sqlite3", "daemun.sqlite3-wal"):
        (tmp_path / name).touch(mode=0o600)
    return tmp_path


def test_private_files_are_fine(folder: Path) -> None:
    assert set(levels(folder).values()) == {(Level.OK, Level.OK)}


@pytest.mark.requirement("CF-01")
@pytest.mark.parametrize("name", ["daemun-secret-key", "daemun.sqlite3", "daemun.sqlite3-wal"])
def test_files_that_others_can_read_are_told(folder: Path, name: str) -> None:
    (folder / name).chmod(0o640)

    assert levels(folder)["files.permissions"] == (Level.WARNING, Level.ERROR)


def test_a_database_elsewhere_is_looked_at_there(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere.sqlite3"
    other.touch(mode=0o644)

    assert levels(folder, database_url=f"sqlite:///{other}")["files.permissions"][0] is Level.WARNING


def test_files_of_another_user_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1)

    assert levels(folder)["files.owner"] == (Level.WARNING, Level.WARNING)


@pytest.mark.requirement("AC-12")
def test_demo_users_are_wrong_in_production(folder: Path) -> None:
    (folder / "demo-users.json").touch()

    assert levels(folder)["files.demo_users"] == (Level.WARNING, Level.ERROR)


@pytest.mark.parametrize(
    ("free", "level"), [(2 * 1024**3, Level.OK), (1024**3 - 1, Level.WARNING), (1024**2, Level.ERROR)]
)
def test_a_disk_that_is_nearly_full_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))

    assert levels(folder)["files.room"][0] is level


def test_a_key_file_beside_a_shared_database_is_doubtful(folder: Path) -> None:
    url = "postgresql://user@localhost/name"

    assert levels(folder, database_url=url)["secret_key"][0] is Level.WARNING
    assert levels(folder, database_url=url, secret_key=SECRET)["secret_key"][0] is Level.OK
    assert "files.room" not in levels(folder, database_url=url)


def test_nothing_is_made_in_an_empty_folder(tmp_path: Path) -> None:
    levels(tmp_path / "absent")

    assert list(tmp_path.iterdir()) == []
