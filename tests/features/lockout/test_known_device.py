import pytest

from daemun.features.lockout.known_device import KnownDevices
from daemun.randomness import SystemRandomness

DEVICES = KnownDevices(b"k" * 32, SystemRandomness())


def test_a_mark_is_recognized_for_the_user_it_was_made_for() -> None:
    first, second = DEVICES.mark("kim"), DEVICES.mark("kim")

    devices = {DEVICES.recognize(first, "kim"), DEVICES.recognize(second, "kim")}

    assert len(devices - {None}) == 2
    assert DEVICES.recognize(first, "kim") == DEVICES.recognize(first, "kim")


def test_a_mark_is_worth_nothing_for_another_user_or_installation() -> None:
    mark = DEVICES.mark("kim")

    assert DEVICES.recognize(mark, "lee") is None
    assert KnownDevices(b"x" * 32, SystemRandomness()).recognize(mark, "kim") is None


def test_every_changed_character_breaks_a_mark() -> None:
    mark = DEVICES.mark("kim")
    changed = [mark[:i] + ("A" if mark[i] != "A" else "B") + mark[i + 1 :] for i in range(len(mark) - 1)]

    assert [each for each in changed if DEVICES.recognize(each, "kim") is not None] == []


@pytest.mark.parametrize("mark", [None, "", ".", "..", "a.b", "x" * 129, "가.나", "\0.\0", "a.b" * 100])
def test_what_is_no_mark_is_not_recognized(mark: str | None) -> None:
    assert DEVICES.recognize(mark, "kim") is None
