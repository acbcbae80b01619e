import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.passwords.normal_form import MAX_BYTES, UnreadablePassword, read_password

SPACES = [chr(point) for point in range(sys.maxunicode + 1) if unicodedata.category(chr(point)) == "Zs"]
CONTROLS = [chr(point) for point in (*range(0x20), *range(0x7F, 0xA0))]

readable = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=256)


def refusal(text: str) -> str:
    with pytest.raises(UnreadablePassword) as refused:
        read_password(text)
    return refused.value.code


@pytest.mark.requirement("PW-05")
def test_composed_and_decomposed_hangul_are_one_password() -> None:
    composed = "안녕하세요 반갑습니다 여러분"

    decomposed = unicodedata.normalize("NFD", composed)

    assert decomposed != composed
    assert read_password(decomposed) == read_password(composed) == composed


@pytest.mark.requirement("PW-05")
@pytest.mark.parametrize(
    ("one", "other"), [("ﬁsh", "fish"), ("ｆｉｓｈ", "fish"), ("½", "1⁄2"), ("ｱ", "ア"), ("A", "a")]
)
def test_what_only_looks_or_sounds_alike_stays_different(one: str, other: str) -> None:
    assert read_password(one) != read_password(other)


@pytest.mark.requirement("PW-06")
@given(readable)
def test_everything_that_can_be_printed_is_taken_whole(text: str) -> None:
    spaced = "".join(" " if character in SPACES else character for character in text)

    assert read_password(text) == unicodedata.normalize("NFC", spaced)


@pytest.mark.requirement("PW-06")
@given(readable)
def test_reading_again_changes_nothing(text: str) -> None:
    assert read_password(read_password(text)) == read_password(text)


@pytest.mark.requirement("PW-06")
def test_spaces_at_the_ends_count() -> None:
    assert read_password("  two  ") == "  two  "


@pytest.mark.requirement("PW-06")
@pytest.mark.parametrize("space", SPACES, ids=lambda space: f"U+{ord(space):04X}")
def test_every_space_is_the_space_of_the_keyboard(space: str) -> None:
    assert read_password(f"{space}a{space}") == " a "


@pytest.mark.requirement("PW-06")
@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: f"U+{ord(control):04X}")
def test_control_characters_are_refused(control: str) -> None:
    assert refusal(f"correct horse{control}battery") == "characters"


@pytest.mark.requirement("PW-06")
@pytest.mark.parametrize("surrogate", [0xD800, 0xDBFF, 0xDC00, 0xDFFF], ids=hex)
def test_lone_surrogates_are_refused(surrogate: int) -> None:
    assert refusal(f"correct horse{chr(surrogate)}battery") == "characters"


@pytest.mark.requirement("PW-06")
def test_emoji_and_characters_of_tomorrow_are_taken() -> None:
    family = "👩‍👩‍👧‍👦"
    unassigned = next(
        chr(point) for point in range(0x1FA00, sys.maxunicode) if unicodedata.category(chr(point)) == "Cn"
    )

    assert read_password(family + unassigned) == family + unassigned


@pytest.mark.requirement("PW-03")
def test_nothing_is_cut_and_longer_text_is_refused() -> None:
    longest = "가" * 341 + "a"

    assert len(longest.encode()) == MAX_BYTES
    assert read_password(longest) == longest
    assert read_password(unicodedata.normalize("NFD", longest)) == longest
    assert refusal(longest + "a") == "too_long"


@pytest.mark.requirement("PW-03")
@pytest.mark.parametrize("character", ["a", "각", "\u0344", "\0"], ids=ascii)
def test_a_mebibyte_is_refused_at_once(character: str) -> None:
    text = character * (1024 * 1024)
    started = time.thread_time()

    code = refusal(text)

    assert code == "too_long"
    assert time.thread_time() - started < 0.05


@pytest.mark.requirement("PW-14")
@pytest.mark.parametrize("position", [72, 128, 255])
def test_a_difference_far_behind_makes_another_password(position: int) -> None:
    text = "correct horse battery staple " * 9

    other = text[:position] + "X" + text[position + 1 :]

    assert read_password(other) != read_password(text)


def test_a_refusal_does_not_tell_the_password() -> None:
    with pytest.raises(UnreadablePassword) as refused:
        read_password("my secret\0")

    assert "secret" not in repr(refused.value)
