"""The declarations of `daemun.mail.message` refuse what must not become a header."""

import pytest

from daemun.mail.message import Message


@pytest.mark.requirement("NT-03")
@pytest.mark.parametrize("text", ["a\r\nBcc: b@example.com", "a\nb", "a\rb", "a\x00b", "a\u2028b"])
@pytest.mark.parametrize("place", ["to", "subject", "language"])
def test_headers_take_no_line_breaks(place: str, text: str) -> None:
    fields = {"to": "a@example.com", "subject": "Hello", "text": "text", "language": "en"}

    with pytest.raises(ValueError):
        Message(**{**fields, place: text})


def test_a_mail_shows_neither_address_nor_text_in_logs() -> None:
    shown = repr(Message("minsu@example.com", "Your code is 1234", "1234", "en"))

    assert "minsu" not in shown
    assert "1234" not in shown
