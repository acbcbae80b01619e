import pytest

from daemun.features.users.confusables import skeleton


@pytest.mark.requirement("AC-02")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("admin", "аdmin"),
        ("scope", "ѕсоре"),
        ("kiwi", "κιωι"),
        ("root", "r00t"),
        ("lily", "1i1y"),
        ("modern", "modem"),
        ("ватт", "batt"),
    ],
)
def test_these_look_alike(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("minsu", "minsoo"), ("cafe", "café"), ("민수", "만수"), ("anna", "hanna"), ("kim.min", "kimmin")],
)
def test_these_do_not_look_alike(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_a_skeleton_is_its_own_skeleton() -> None:
    for name in ("modern", "аdmin", "lily10", "café", "김민수", "κιωι"):
        assert skeleton(skeleton(name)) == skeleton(name)
