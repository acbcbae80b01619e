"""JSON from strangers: one meaning or none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun_verify.strict_json import read_json_object

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def depth_of(value: object) -> int:
    match value:
        case dict():
            return 1 + max((depth_of(item) for item in value.values()), default=0)
        case list():
            return 1 + max((depth_of(item) for item in value), default=0)
        case _:
            return 0


@given(st.dictionaries(st.text(), PLAIN, max_size=5), st.booleans())
def test_every_plain_object_comes_back(value: dict[str, object], is_ascii: bool) -> None:
    if depth_of(value) > 8:
        return

    assert read_json_object(json.dumps(value, ensure_ascii=is_ascii).encode("utf-8")) == value


@pytest.mark.requirement("JW-04")
@pytest.mark.parametrize(
    "encoded",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":2}',
        b'{"x":{"a":1,"a":2}}',
        b'[{"x":1}]',
        b'"text"',
        b"7",
        b"null",
        b"",
        b"{}{}",
        b'{"a":1}x',
        b'{"a":1,}',
        b"{'a':1}",
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b'{"a":1e999}',
        b'{"a":-1e999}',
        b'{"a":01}',
        b'\xef\xbb\xbf{"a":1}',
        '{"a":1}'.encode("utf-16"),
        '{"a":1}'.encode("utf-32-le"),
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\\ud800"}',
        b'{"\\udfff":1}',
        b'{"a":"\n"}',
        b'{"a":' + b"9" * 5000 + b"}",
    ],
)
def test_what_two_readers_could_read_differently_is_refused(encoded: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_json_object(encoded)


@pytest.mark.requirement("JW-04")
@pytest.mark.parametrize("opening", [b'{"a":', b"["])
def test_eight_levels_are_read_and_nine_are_not(opening: bytes) -> None:
    closing = b"}" if opening.startswith(b"{") else b"]"

    def nested(levels: int) -> bytes:
        return b'{"a":' + opening * (levels - 1) + b"1" + closing * (levels - 1) + b"}"

    assert read_json_object(nested(8))
    with pytest.raises(ValueError, match="levels"):
        read_json_object(nested(9))


def test_brackets_in_texts_are_no_levels() -> None:
    value = {"a": '[[[[[[[[[[{{{{"\\"[[[[', "b": ["]]]]"], "c": "\\"}

    assert read_json_object(json.dumps(value).encode()) == value


def test_many_flat_lists_are_no_levels() -> None:
    value = {str(number): [number] for number in range(50)}

    assert read_json_object(json.dumps(value).encode()) == value
