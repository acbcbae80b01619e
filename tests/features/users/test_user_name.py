import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from precis_i18n import get_profile

from daemun.features.users.confusables import skeleton
from daemun.features.users.identifier_refused import IdentifierRefused
from daemun.features.users.user_name import UserName, read_new_user_name, read_user_name


def refusal(text: str) -> str:
    with pytest.raises(IdentifierRefused) as refused:
        read_new_user_name(text)
    return refused.value.code


@pytest.mark.requirement("AC-01")
@pytest.mark.parametrize(
    "spelling",
    ["MinSu", "MINSU", "ｍｉｎｓｕ", "ＭｉｎＳｕ", "  minsu "],
    ids=ascii,
)
def test_every_spelling_of_a_name_is_one_name(spelling: str) -> None:
    assert read_user_name(spelling).canonical == "minsu"


@pytest.mark.requirement("AC-01")
def test_the_name_is_shown_as_it_was_written() -> None:
    assert read_user_name("MinSu.Kim") == UserName("MinSu.Kim", "minsu.kim")
    assert read_user_name("ＭｉｎＳｕ").display == "MinSu"


@pytest.mark.requirement("AC-01")
def test_composed_and_decomposed_hangul_are_one_name() -> None:
    decomposed = unicodedata.normalize("NFD", "김민수")

    assert decomposed != "김민수"
    assert read_user_name(decomposed) == UserName("김민수", "김민수")


@pytest.mark.requirement("AC-01")
@pytest.mark.parametrize(
    "name",
    ["аdmin", "minѕu", "pαul", "кimchi", "김민수а", "пароль김", "paypаl", "ελλas", "かな김"],
    ids=ascii,
)
def test_alphabets_that_look_alike_are_not_mixed(name: str) -> None:
    assert refusal(name) == "mixed_scripts"


@pytest.mark.requirement("AC-01")
@pytest.mark.parametrize(
    "name",
    [
        "민수kim",
        "김철수_92",
        "金민수",
        "たなか太郎",
        "タナカtaro",
        "мария",
        "ελένη",
        "محمد١٢",
        "josé.garcía",
        "o-neill",
        "2026",
    ],
    ids=ascii,
)
def test_names_as_people_write_them_are_accepted(name: str) -> None:
    assert read_new_user_name(name).display == name


@pytest.mark.requirement("AC-01")
@pytest.mark.parametrize("letter", ["a", "가", "あ"])
def test_a_name_has_two_to_sixty_four_code_points(letter: str) -> None:
    assert refusal(letter) == "too_short"
    assert read_new_user_name(letter * 2).canonical == letter * 2
    assert read_new_user_name(letter * 64).canonical == letter * 64
    assert refusal(letter * 65) == "too_long"
    assert refusal(letter * 1_000_000) == "too_long"


@pytest.mark.parametrize(
    "name",
    ["kim min", "kim@x.kr", "kim/min", "<kim>", "kim\0min", "kim\nmin", "kim\u200bmin", "kim\u202emin", "...",
     "kim😀", "_-_", "kim,min", "ㅁㄴㅇ", "ﬁsh", "kim\ud800", "ki%6d", "\u0301\u0301\u0301"],
    ids=ascii,
)  # fmt: skip
def test_other_characters_are_refused(name: str) -> None:
    assert refusal(name) == "characters"


def test_an_empty_name_is_too_short() -> None:
    assert refusal("") == refusal("   ") == "too_short"


@pytest.mark.requirement("AC-02")
@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "Admin",
        "ADMIN",
        "ａｄｍｉｎ",
        "adm1n",
        "ad.min",
        "_admin_",
        "r00t",
        "Supp0rt",
        "관리자",
        "운영자",
        "고객센터",
        "관리_자",
    ],
    ids=ascii,
)
def test_reserved_names_are_refused_however_they_are_dressed_up(name: str) -> None:
    assert refusal(name) == "reserved"


def test_a_reserved_name_that_exists_can_be_read_to_log_in() -> None:
    assert read_user_name("Admin") == UserName("Admin", "admin")


@pytest.mark.requirement("AC-02")
@pytest.mark.parametrize(
    ("name", "other"), [("Iris", "lris"), ("соре", "cope"), ("modern", "modem"), ("kim0", "kimo")]
)
def test_names_that_look_alike_have_one_skeleton(name: str, other: str) -> None:
    assert read_user_name(name).canonical != read_user_name(other).canonical
    assert skeleton(read_user_name(name).canonical) == skeleton(read_user_name(other).canonical)


def test_a_refusal_does_not_tell_the_name() -> None:
    with pytest.raises(IdentifierRefused) as refused:
        read_user_name("secret name")

    assert "secret" not in repr(refused.value)


@given(st.text(max_size=80) | st.text("abcXYZ가각ÀßİıſK０ａ._-", max_size=80))
def test_any_text_is_read_or_refused_and_what_was_read_reads_the_same(text: str) -> None:
    try:
        name = read_user_name(text)
    except IdentifierRefused:
        return

    assert read_user_name(name.display) == name
    assert read_user_name(name.canonical).canonical == name.canonical
    assert 2 <= len(name.canonical) <= 64
    assert "@" not in name.canonical


@pytest.mark.requirement("AC-01")
@pytest.mark.parametrize("character", [*string.ascii_letters, *string.digits, *"._-"])
def test_plain_names_are_read_as_the_profile_says(character: str) -> None:
    text = f"A{character}B"

    assert read_user_name(text) == UserName(
        get_profile("UsernameCasePreserved").enforce(text), get_profile("UsernameCaseMapped").enforce(text)
    )


@pytest.mark.requirement("AC-01")
@pytest.mark.parametrize(
    "number", sorted({*range(128)} - {*map(ord, string.ascii_letters + string.digits + "._-")})
)
def test_everything_else_that_is_plain_is_refused(number: int) -> None:
    assert refusal(f"a{chr(number)}b") == "characters"
