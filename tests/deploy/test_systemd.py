"""The unit for systemd and its configuration file."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Config

from daemun.settings.reading import NOT_SETTINGS, load_file, read_settings, secret_names, setting_names

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "daemun.service"
SECRET = "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk="
MAX_EXPOSED = 15
"""Tenths: systemd calls everything below 2.0 well protected."""


@pytest.fixture
def systemd_analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not on this machine")
    return found


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, as if Daemun were installed where it says."""
    copy = tmp_path / UNIT.name
    installed = f"ExecStart={sys.executable}"
    copy.write_text(re.sub(r"^ExecStart=\S+", installed, UNIT.read_text(), flags=re.MULTILINE))
    return copy


def test_systemd_understands_every_line(systemd_analyze: str, unit: Path) -> None:
    ran = subprocess.run(
        [systemd_analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )

    assert [line for line in ran.stderr.splitlines() if unit.name in line] == []


def test_systemd_calls_it_well_protected(systemd_analyze: str, unit: Path) -> None:
    arguments = ["security", "--offline=true", f"--threshold={MAX_EXPOSED}", "--no-pager", str(unit)]
    ran = subprocess.run([systemd_analyze, *arguments], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout[-200:] + ran.stderr


@pytest.mark.requirement("CF-03")
def test_its_settings_exist_and_no_secret_stands_in_it() -> None:
    names = set(re.findall(r"^Environment=(DAEMUN_\w+)=", UNIT.read_text(), re.MULTILINE))

    assert names == {"DAEMUN_INSTANCE", "DAEMUN_CONFIG", "DAEMUN_SECRET_KEY_FILE"}
    assert names - NOT_SETTINGS <= {f"{name}_FILE" for name in secret_names()}
    assert not names & setting_names().keys()


def test_requests_under_way_end_before_systemd_ends_them() -> None:
    longest = re.search(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(), re.MULTILINE)

    assert longest is not None
    assert int(longest[1]) > read_settings({}).server.stop_timeout.total_seconds()


@pytest.mark.requirement("CF-01")
def test_the_configuration_file_is_right(tmp_path: Path) -> None:
    config = Config(tmp_path)
    private = tmp_path / "daemun.toml"
    private.write_text((ROOT / "deploy" / "daemun.toml").read_text(encoding="utf-8"))
    private.chmod(0o640)
    load_file(config, private)
    config["DAEMUN_SECRET_KEY"] = SECRET

    settings = read_settings(config)

    assert settings.tokens.issuer == "https://login.example.com"
    assert settings.http.trusted_proxies == 1
