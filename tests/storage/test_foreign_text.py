import pytest

from daemun.storage.foreign_text import storable


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("대문 😀", "대문 😀"),
        ("a\0b", "a\ufffdb"),
        ("\ud83d", "\ufffd"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        # Two halves that were sent apart are one character.
        ("\ud83d\ude00", "😀"),
    ],
)
def test_what_no_database_keeps_is_replaced(text: str, kept: str) -> None:
    assert storable(text) == kept
    storable(text).encode()
