import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.passwords.predictability import Kind, pieces, plain_spelling

C, R, S, K, W = Kind.CHARACTER, Kind.REPEAT, Kind.SEQUENCE, Kind.WALK, Kind.WORD


def cut(keys: str, *words: str) -> list[tuple[Kind, str]]:
    return [(piece.kind, piece.keys) for piece in pieces(keys, words)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("aaab", [(R, "aaa"), (C, "b")]),
        ("aab", [(C, "a"), (C, "a"), (C, "b")]),
        ("k9zk9zk9z", [(C, "k"), (C, "9"), (C, "z"), (R, "k9zk9z")]),
        ("k9zqk9zb", [(C, "k"), (C, "9"), (C, "z"), (C, "q"), (R, "k9z"), (C, "b")]),
        ("abcd4321", [(S, "abcd"), (S, "4321")]),
        ("xyzab", [(S, "xyzab")]),
        ("qwerty", [(K, "qwerty")]),
        ("poiuy1qaz", [(K, "poiuy"), (K, "1qaz")]),
        ("rkskekfk", [(S, "rkskekfk")]),
    ],
)
def test_keys_fall_into_these_pieces(keys: str, expected: list[tuple[Kind, str]]) -> None:
    assert cut(keys) == expected


def test_given_words_come_before_patterns() -> None:
    assert cut("abcdef!", "bcd", "abc") == [(W, "abc"), (S, "def"), (C, "!")]


def test_the_longest_word_wins() -> None:
    assert cut("minsukim", "minsu", "minsukim") == [(W, "minsukim")]


@pytest.mark.parametrize("keys", ["m1nsu", "min5u", "m!nsu", "minsu"])
def test_words_are_found_in_leet(keys: str) -> None:
    assert cut(keys, "minsu") == [(W, keys)]


def test_digits_alone_are_no_word_in_leet() -> None:
    assert (W, "011") not in cut("90117", "oil")


def test_a_number_is_found_as_a_number() -> None:
    assert cut("x821104", "821104") == [(C, "x"), (W, "821104")]


@given(st.text(), st.lists(st.text(min_size=1)))
def test_the_pieces_make_up_the_whole(keys: str, words: list[str]) -> None:
    assert "".join(piece.keys for piece in pieces(keys, words)) == keys


@given(st.text())
def test_plain_spelling_keeps_every_place(keys: str) -> None:
    assert len(plain_spelling(keys)) == len(keys)
