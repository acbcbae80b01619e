import random
import string
import time
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.passwords.normal_form import read_password
from daemun.features.passwords.policy import Weakness, WeaknessCode, find_weaknesses
from daemun.features.passwords.settings import PasswordSettings
from daemun.features.passwords.word_lists import common_passwords

FIFTEEN = PasswordSettings()
EIGHT = PasswordSettings(min_length=8)
CONTEXT = ("daemun", "login.acme.co.kr", "Acme Robotics", "minsu.kim", "mskim82@naver.com", "김민수")
GOOD = "correct horse battery staple"


def codes(
    password: str, *, settings: PasswordSettings = FIFTEEN, context: tuple[str, ...] = CONTEXT
) -> set[str]:
    return {found.code.value for found in weaknesses(password, settings=settings, context=context)}


def weaknesses(
    password: str, *, settings: PasswordSettings = FIFTEEN, context: tuple[str, ...] = ()
) -> tuple[Weakness, ...]:
    return find_weaknesses(
        read_password(password), settings=settings, context_words=context, common=common_passwords()
    )


def top_3000() -> list[str]:
    lists = resources.files("daemun.features.passwords").joinpath("data", "common-passwords-100k.txt")
    return lists.read_text().splitlines()[:3000]


def unpredictable(alphabet: str, length: int) -> str:
    return "".join(random.Random(f"{alphabet}{length}").choices(alphabet, k=length))


# Length


@pytest.mark.requirement("PW-01", "PW-04")
@pytest.mark.parametrize(
    "alphabet", [string.ascii_letters, "가나도레미파솔라시각난닫밥", "😀🐳🦊🍎🚀🎲🧩🪁🌋🎻🧲🪴"]
)
def test_fourteen_code_points_are_too_few_and_fifteen_enough(alphabet: str) -> None:
    text = unpredictable(alphabet, 15)

    assert weaknesses(text[:14]) == (Weakness(WeaknessCode.TOO_SHORT, {"min_length": 15}),)
    assert weaknesses(text) == ()


@pytest.mark.requirement("PW-04")
def test_length_is_counted_in_code_points_after_composition() -> None:
    fourteen = "각낙닥락막박삭악작착칵탁팍학"
    decomposed = "\u1100\u1161\u11a8" * 14

    assert "too_short" in codes(fourteen)
    assert "too_short" in codes(decomposed)
    assert "too_short" not in codes("가" * 15)
    assert "too_short" in codes("😀" * 8)
    assert "too_short" not in codes("😀" * 8, settings=EIGHT)


@pytest.mark.requirement("PW-02")
def test_the_least_length_may_be_eight() -> None:
    assert codes("k4#vQz!", settings=EIGHT) == {"too_short"}
    assert codes("k4#vQz!w", settings=EIGHT) == set()


@pytest.mark.requirement("PW-03")
def test_sixty_four_and_256_code_points_are_accepted_and_257_are_not() -> None:
    text = unpredictable(string.printable[:95], 257)

    assert codes(text[:64]) == set()
    assert codes(text[:256]) == set()
    assert weaknesses(text) == (Weakness(WeaknessCode.TOO_LONG, {"max_length": 256}),)


# Kinds of characters


@pytest.mark.requirement("PW-07")
@pytest.mark.parametrize(
    "alphabet",
    [
        string.ascii_lowercase,
        string.ascii_uppercase,
        string.digits,
        string.punctuation,
        "가나다라마바사아자차카타파하",
    ],
    ids=["small", "capital", "digits", "symbols", "hangul"],
)
def test_one_kind_of_characters_is_enough(alphabet: str) -> None:
    generator = random.Random(20)

    refused = [
        text for text in ("".join(generator.choices(alphabet, k=20)) for _ in range(300)) if codes(text)
    ]

    assert refused == []


@pytest.mark.parametrize(
    ("password", "needed"),
    [
        ("wirelesstapioca", 2),
        ("김치찌개먹으러가자우리모두다", 2),
        ("tapioca42", 3),
        ("tapioca42wireless", None),
        ("tapioca428", None),
        ("Tapioca wireless", None),
        ("TapiocaWireless", None),
        ("tapioca4#", None),
        ("tapioca김치찌개먹자", 2),
        ("!+-*/=<>?!+-", 2),
    ],
)
def test_the_preset_of_auditors_asks_for_kinds(password: str, needed: int | None) -> None:
    settings = PasswordSettings(min_length=8, composition="kr-isms")

    found = tuple(
        weakness for weakness in weaknesses(password, settings=settings) if weakness.code == "composition"
    )

    assert found == (() if needed is None else (Weakness(WeaknessCode.COMPOSITION, {"kinds": needed}),))


# Patterns


@pytest.mark.requirement("PW-07", "PW-20")
@pytest.mark.parametrize("character", ["a", "Z", "7", "#", " ", "가", "각", "😀", "é"])
def test_one_character_repeated_is_refused_for_its_repetition(character: str) -> None:
    assert "repeated" in codes(character * 15)
    assert "repeated" in codes(character * 256)


@pytest.mark.requirement("PW-20")
@pytest.mark.parametrize("unit", ["ab", "xk9", "뷁", "k4#v", "안녕하세", "20xk", "19851225", "zq zq"])
def test_something_short_repeated_is_refused(unit: str) -> None:
    repeated = (unit * 15)[: max(15, 2 * len(unit))]

    assert "repeated" in codes(repeated)


@pytest.mark.requirement("PW-20")
@pytest.mark.parametrize(
    "password",
    [
        "abcdefghijklmno",
        "zyxwvutsrqponmlk",
        "123456789012345",
        "abcd1234efgh5678",
        "abcabcabcabcabcabc",
        "ABCDEFGH12345678",
        "가나다라마바사아자차카타파하가",
        "rkskekfkakqktkdk",
        "RkSkEkFkAkQkTkDk",
        "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㄱㄴ",
        "하나둘셋넷다섯여섯일곱여덟아홉",
        "일이삼사오육칠팔구십일이삼사오",
        "dlfdltkatkdhdbr",
        "onetwothreefour",
    ],
)
def test_sequences_are_refused(password: str) -> None:
    assert codes(password) & {"sequence", "repeated"}


@pytest.mark.requirement("PW-20")
@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiopasdfgh",
        "QWERTYUIOPASDFGH",
        "lkjhgfdsapoiuytr",
        "1qaz2wsx3edc4rfv",
        "!QAZ2wsx#EDC4rfv",
        "zaq1xsw2cde3vfr4",
        "q1w2e3r4t5y6u7i8",
        "qawsedrftgyhujik",
        "!@#$%^&*()!@#$%^",
        "asdfghjkl;'asdfghjkl;'",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎ",
        "ㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜ",
        "qwertyuiopasdfgh!",
        "14725836914725836",
    ],
)
def test_keyboard_walks_are_refused(password: str) -> None:
    assert codes(password) & {"keyboard_walk", "sequence", "repeated"}


def test_the_reason_is_the_pattern_that_covers_most() -> None:
    assert weaknesses("abcdefghijklaaa") == (Weakness(WeaknessCode.SEQUENCE),)
    assert weaknesses("aaaaaaaaaaaaabc") == (Weakness(WeaknessCode.REPEATED),)
    assert weaknesses("asdfghjkl;'poiuy") == (Weakness(WeaknessCode.KEYBOARD_WALK),)
    assert weaknesses("defghasdfgh4321") == (Weakness(WeaknessCode.SEQUENCE),)


# Common passwords


@pytest.mark.requirement("PW-10")
@pytest.mark.parametrize("settings", [EIGHT, FIFTEEN], ids=["least length 8", "least length 15"])
def test_every_common_password_is_refused_in_any_case(settings: PasswordSettings) -> None:
    fitting = [password for password in top_3000() if len(password) >= settings.min_length]
    spellings = [
        spelled
        for password in fitting
        for spelled in (password, password.upper(), password.title(), password.swapcase())
    ]

    assert [text for text in spellings if "common" not in codes(text, settings=settings, context=())] == []


@pytest.mark.requirement("PW-10")
def test_every_listed_password_that_is_long_enough_is_refused() -> None:
    long_enough = [password for password in common_passwords() if len(password) >= 15]

    assert len(long_enough) > 72
    assert [password for password in long_enough if "common" not in codes(password)] == []


@pytest.mark.requirement("PW-20")
def test_doubled_common_passwords_are_refused() -> None:
    doubled = [password * times for password in top_3000() for times in (2, 3, 4)]
    long_enough = [text for text in doubled if 15 <= len(text) <= 256]

    assert len(long_enough) > 3000
    assert [text for text in long_enough if not codes(text, context=())] == []


@pytest.mark.requirement("PW-10", "PW-20")
@pytest.mark.parametrize(
    "password",
    [
        "password1234567",
        "Password!2026!!",
        "2026!!!password",
        "123456password!",
        "p@ssw0rd1234567",
        "PA55WORDPA55WORD",
        "drowssapdrowssap",
        "iloveyou20261123",
        "qlalfqjsgh12345",
        "비밀번호비밀번호비밀번호비밀번호",
        "비밀번호1234567890!",
        "dkssudgktpdy1!!",
        "lovelovelovelove",
    ],
)
def test_common_passwords_hardly_changed_are_refused(password: str) -> None:
    assert "common" in codes(password)


@pytest.mark.requirement("PW-13")
@pytest.mark.parametrize(
    "password",
    [
        "correct-password-horse-battery",
        GOOD,
        "my password is a song",
        "dragon eats monkey at noon",
        "비밀번호는 냉장고 뒤에 있다",
        "우리집 강아지는 복슬강아지 어머니가",
        "minsu loves old trains",
        "daemun opens at seven sharp",
        "tapioca 1234 wireless",
        "treewasweredressed",
    ],
)
def test_a_listed_word_within_something_longer_is_no_weakness(password: str) -> None:
    assert codes(password) == set()


# Context


LEET = str.maketrans("aeiost", "4310$7")


def derivatives(word: str) -> list[str]:
    return [
        word.upper(),
        word.title(),
        word[::-1],
        word.translate(LEET),
        word * 2,
        word * 5,
        word[::-1] * 3,
        word.translate(LEET) * 2,
        f"{word}-{word}",
        f"{word}!{word.upper()}",
    ]


@pytest.mark.requirement("PW-12")
@pytest.mark.parametrize(
    "word",
    ["daemun", "acme", "login.acme.co.kr", "Acme Robotics", "robotics", "minsu.kim", "minsu", "mskim82",
     "mskim82@naver.com", "naver", "김민수", "민수", "rlaalstn", "minsukim"],
)  # fmt: skip
def test_context_words_and_their_simple_derivatives_are_refused(word: str) -> None:
    candidates = [
        core + padding
        for core in [word, *derivatives(word)]
        for padding in (
            "",
            "1",
            "2026",
            "12345",
            "!@#",
            "1985!",
            "0123456789",
            "8371946",
            "20261123!",
            "." * 15,
        )
        if len(core + padding) >= 15
    ]
    candidates += ["2026" + "!" * 9 + core for core in derivatives(word) if len(core) > 2]

    passed = [text for text in candidates if 15 <= len(text) <= 256 and not codes(text)]

    assert passed == []


@pytest.mark.requirement("PW-12")
@pytest.mark.parametrize(
    "password",
    ["minsu.kim@acme2026", "Minsu-Daemun-2026!", "minsukimdaemun!", "m1nsu.k1m2026!!!", "rlaalstn20261123"],
)
def test_context_words_put_together_are_refused_as_such(password: str) -> None:
    assert "context_word" in codes(password)


@pytest.mark.requirement("PW-12", "PW-13")
def test_a_context_word_beside_enough_else_is_no_weakness() -> None:
    assert codes("minsu-minsu-xqzkvb") == set()
    assert codes("minsu-xqzkvbwpjr") == set()


def test_two_letters_are_no_context_word() -> None:
    assert codes("go-kr-on-the-moon", context=("kr", "on")) == set()


# Everything


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=256), st.lists(st.text(), max_size=5))
def test_any_password_is_judged(password: str, context: list[str]) -> None:
    assert codes(read_password(password[:256]) or "", context=tuple(context)) <= set(WeaknessCode)


@pytest.mark.parametrize(
    "password", ["\ufdfa" * 256, "ab" * 128, "1l" * 128, "가각간갇갈" * 51, "m1" * 128, "minsu." * 42]
)
def test_judging_takes_less_than_hashing(password: str) -> None:
    codes(GOOD)

    took = min(timed(password) for _ in range(3))

    assert took < 0.03


def timed(password: str) -> float:
    started = time.thread_time()
    codes(password)
    return time.thread_time() - started
