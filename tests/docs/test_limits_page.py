"""The page of limits and the page of keys say what the code does."""

import re
from datetime import timedelta

import pytest

from daemun.features.lockout.policy import user_limit
from daemun.features.passwords.settings import PasswordSettings
from daemun.settings.reading import Settings, setting_names
from tests.docs.pages import ROOT

LIMITS = (ROOT / "docs/reference/limits.md").read_text(encoding="utf-8")
KEYS = (ROOT / "docs/reference/keys-and-algorithms.md").read_text(encoding="utf-8")


@pytest.mark.requirement("TH-12")
def test_the_page_states_every_limit_and_its_default() -> None:
    stated = dict(re.findall(r"^\| `(DAEMUN_\w+)` \| (\d+(?: s)?) \|$", LIMITS, re.MULTILINE))
    limits = {name for name in setting_names() if name.startswith(("DAEMUN_LOCKOUT_", "DAEMUN_MAIL_MAX_"))}

    assert set(stated) == limits | {"DAEMUN_SESSIONS_REFRESHES_PER_MINUTE"}
    assert stated == {name: written(default_of(name)) for name in stated}


@pytest.mark.requirement("TH-12")
def test_the_page_states_every_wait() -> None:
    *waits, end = user_limit(Settings().lockout).waits

    assert (
        f"waits of {', '.join(written(wait.duration).removesuffix(' s') for wait in waits)} seconds" in LIMITS
    )
    assert f"| {end.tries} | the password stops working" in LIMITS


@pytest.mark.requirement("CR-05")
def test_every_derived_key_and_the_cost_of_hashing_are_listed() -> None:
    floors = sorted((ROOT / "src/daemun/composition").glob("*.py"))
    purposes = [
        purpose
        for floor in floors
        for purpose in re.findall(r'\.derive\("([^"]+)"\)', floor.read_text(encoding="utf-8"))
    ]
    settings = PasswordSettings()

    assert purposes
    assert [purpose for purpose in purposes if f"derived, `{purpose}`" not in KEYS] == []
    assert f"m={settings.hash_memory} KiB, t={settings.hash_passes}, p={settings.hash_lanes}" in KEYS


def default_of(name: str) -> object:
    group, field = setting_names()[name]
    assert group is not None
    return getattr(getattr(Settings(), group), field)


def written(value: object) -> str:
    return f"{value.total_seconds():.0f} s" if isinstance(value, timedelta) else str(value)
