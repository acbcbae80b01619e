"""The Dockerfile, read. What its commands do is rehearsed by `make test-image`."""

import re
from pathlib import Path

import pytest

from daemun.cli.main import main
from daemun.settings.reading import NOT_SETTINGS, secret_names, setting_names
from tools.dockerfile import Stage, read_stages

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"[\w./-]+:\d+\.\d+[\w.-]*")


@pytest.fixture(scope="module")
def stages() -> list[Stage]:
    return read_stages(ROOT / "Dockerfile")


def test_images_are_named_by_version(stages: list[Stage]) -> None:
    assert [stage.image for stage in stages if not PINNED.fullmatch(stage.image)] == []


def test_what_is_copied_exists_and_is_let_in(stages: list[Stage]) -> None:
    let_in = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    copies = [copy.words for stage in stages for copy in stage.all("COPY")]
    sources = [word for words in copies if not words[0].startswith("--") for word in words[:-1]]

    assert sorted(sources) == sorted(let_in)
    assert [source for source in sources if not (ROOT / source).exists()] == []
    named = {stage.name for stage in stages}
    froms = {words[0].removeprefix("--from=") for words in copies if words[0].startswith("--")}
    assert froms <= named


@pytest.mark.requirement("CF-03")
def test_nothing_goes_into_the_image_but_what_is_named() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]

    assert lines[0] == "*"


@pytest.mark.requirement("SC-01")
def test_packages_are_installed_by_their_hashes(stages: list[Stage]) -> None:
    installs = re.findall(r"pip install ([^&]+)", " && ".join(run.rest for run in stages[0].all("RUN")))

    assert len(installs) == 2
    assert all("--require-hashes" in each or "--no-index --no-deps" in each for each in installs)
    assert stages[-1].all("RUN")
    assert not any("pip" in run.rest or "apt" in run.rest for run in stages[-1].all("RUN"))


def test_it_runs_as_an_ordinary_user_by_number(stages: list[Stage]) -> None:
    user, group = stages[-1].last("USER").rest.split(":")

    assert int(user) >= 10_000
    assert int(group) >= 10_000
    runs = " ".join(run.rest for run in stages[-1].all("RUN"))
    assert f"--uid {user}" in runs
    last = [each.name for each in stages[-1].instructions]
    assert "RUN" not in last[last.index("USER") :]


@pytest.mark.requirement("CF-03")
def test_its_settings_exist_and_none_is_a_secret(stages: list[Stage]) -> None:
    names = {name for stage in stages for name in stage.environment if name.startswith("DAEMUN_")}

    assert names
    assert names <= setting_names().keys() | NOT_SETTINGS
    assert not names & secret_names()


def test_command_port_and_check_belong_together(stages: list[Stage]) -> None:
    program, command = stages[-1].last("CMD").words
    port = stages[-1].environment["DAEMUN_SERVER_PORT"]

    assert program == "daemun"
    assert command in main.commands
    assert stages[-1].last("EXPOSE").rest == port
    assert f"'127.0.0.1', {port}" in stages[-1].last("HEALTHCHECK").rest
    assert "/health/live" in stages[-1].last("HEALTHCHECK").rest
