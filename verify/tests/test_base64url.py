"""Base64url: one text for each byte string."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun_verify.base64url import decode_base64url
from verify.tests.issuer import encode


@given(st.binary(max_size=80))
def test_every_byte_string_comes_back(content: bytes) -> None:
    assert decode_base64url(encode(content)) == content


@pytest.mark.requirement("JW-01")
@pytest.mark.parametrize(
    "text", ["QQ==", "QQ=", "Q", "+/+/", "QU I", "QU\nI", "QUJD\n", "QUé", "QU.I", '"QUI', "{QUI", "QUI\0"]
)
def test_foreign_characters_padding_and_impossible_lengths_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode_base64url(text)


@pytest.mark.requirement("JW-02")
@given(st.binary(min_size=1, max_size=40))
def test_of_all_last_characters_only_the_one_with_zero_bits_is_read(content: bytes) -> None:
    text = encode(content)
    readable = []
    for last in sorted(set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")):
        try:
            if decode_base64url(text[:-1] + last) == content:
                readable.append(last)
        except ValueError:
            continue

    assert readable == [text[-1]]


@given(st.text(max_size=12))
def test_whatever_is_read_is_written_the_same_way(text: str) -> None:
    try:
        content = decode_base64url(text)
    except ValueError:
        return

    assert base64.urlsafe_b64encode(content).decode("ascii").rstrip("=") == text
