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
        ("minjukim", "minjuk1m"),
        ("minjukim", "rninjukim"),
        ("minjukim", "mınjukım"),
        ("minjukim", "minjuki\u0307m"),
        ("minjukim", "mịnjukim"),
        ("cafe", "café"),
        ("wonho", "vvonho"),
        ("soyeon", "søyeon"),
        ("paypal", "ρаураl"),
        ("タロー", "タロ一"),
    ],
)
def test_these_look_alike(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("minsu", "minsoo"),
        ("민수", "만수"),
        ("각가", "가까"),
        ("개미", "가미"),
        ("か", "が"),
        ("anna", "hanna"),
        ("kim.min", "kimmin"),
    ],
)
def test_these_do_not_look_alike(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_a_skeleton_is_its_own_skeleton() -> None:
    for name in ("modern", "аdmin", "lily10", "café", "김민수", "κιωι"):
        assert skeleton(skeleton(name)) == skeleton(name)


def test_numbers_are_never_taken_for_one_another() -> None:
    assert len({skeleton(f"user{number}") for number in range(1000)}) == 1000


def test_of_all_hangul_syllables_no_two_look_alike() -> None:
    syllables = [chr(code_point) for code_point in range(0xAC00, 0xD7A4)]

    assert len({skeleton(syllable) for syllable in syllables}) == len(syllables)
