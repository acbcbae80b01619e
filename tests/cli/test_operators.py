import os
import pwd

import click
import pytest

from daemun.cli.operators import operator_language, present_origin


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko"}, "ko"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
    ],
)
def test_the_language_is_that_of_the_terminal(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert operator_language(click.Context(click.Command("lock"))) == language


def test_the_origin_names_the_command_and_who_gave_it() -> None:
    group = click.Context(click.Group("users"), info_name="daemun users")
    with click.Context(click.Command("lock"), parent=group, info_name="lock"):
        origin = present_origin()

    assert origin.user_agent == f"daemun users lock ({pwd.getpwuid(os.getuid()).pw_name})"
    assert origin.address is None


def test_somebody_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    with click.Context(click.Command("lock"), info_name="lock"):
        assert present_origin().user_agent == "lock (4000000)"
