import re

import pytest

from daemun.doctor import hashing
from daemun.doctor.finding import Finding, Level
from daemun.doctor.hashing import examine_hashing
from daemun.settings.reading import read_settings

MIB = 1024**2


def examine(**config: object) -> dict[str, Finding]:
    settings = read_settings({f"DAEMUN_{name.upper()}": value for name, value in config.items()})
    return {finding.id: finding for finding in examine_hashing(settings)}


def test_the_cost_on_this_machine_is_measured() -> None:
    cheap, dear = examine()["hashing.time"], examine(passwords_hash_passes=10)["hashing.time"]

    times = [int(re.findall(r"(\d+) ms", found.sentence)[0]) for found in (cheap, dear)]
    assert 0 < times[0] < times[1]


def test_people_who_wait_too_long_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "_measure", lambda hasher: 1.5)

    assert examine()["hashing.time"].level is Level.WARNING


@pytest.mark.requirement("HS-08")
@pytest.mark.parametrize(
    ("memory", "level"), [(400 * MIB, Level.OK), (300 * MIB, Level.WARNING), (100 * MIB, Level.ERROR)]
)
def test_memory_that_hashing_may_need_must_be_there(
    monkeypatch: pytest.MonkeyPatch, memory: int, level: Level
) -> None:
    monkeypatch.setattr(hashing, "usable_memory", lambda: memory)

    found = examine(passwords_hash_memory=25 * 1024, passwords_hash_threads=4, server_workers=2)

    assert "200 MiB" in found["hashing.memory"].sentence
    assert found["hashing.memory"].level is level
