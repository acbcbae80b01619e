import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.passwords.keyboard import typed_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Password", "password"),
        ("비밀번호", "qlalfqjsgh"),
        ("안녕하세요", "dkssudgktpdy"),
        ("닭볶음탕과 떡볶이", "ekfrqhrdmaxkdrhk ejrqhrdl"),
        ("괜찮아, 쐈다", "rhoscksgdk, thktek"),
        ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "qwertyuiop"),
        ("ＰＡＳＳ１２", "pass12"),
        ("Café", "cafe"),
        ("😀", "😀"),
    ],
)
def test_text_is_written_with_these_keys(text: str, keys: str) -> None:
    assert typed_keys(text) == keys


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)))
def test_every_hangul_syllable_is_typed_with_two_to_five_letters(text: str) -> None:
    keys = typed_keys(text)

    assert keys == "" or (keys.isascii() and keys.isalpha() and keys.islower())
    assert 2 * len(text) <= len(keys) <= 5 * len(text)


@given(st.text())
def test_any_text_can_be_typed_and_typing_keys_changes_nothing(text: str) -> None:
    assert typed_keys(typed_keys(text)) == typed_keys(text)
