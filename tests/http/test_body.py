import json
from contextlib import suppress

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from daemun.http.body import MAX_BODY_BYTES, Body, read_body
from daemun.http.errors import BodyTooLarge, MalformedBody, UnsupportedMediaType
from daemun.problem import Problem
from daemun.validation import ValidationFailed

APP = Flask("host")
JSON = "application/json"


class Order(Body):
    name: str = Field(min_length=2, max_length=10)
    count: int = 1
    tags: dict[str, object] = Field(default_factory=dict)


def read(content: bytes | str, content_type: str | None = JSON) -> Order:
    with APP.test_request_context("/", method="POST", data=content, content_type=content_type):
        return read_body(Order)


def mistakes(content: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as refused:
        read(json.dumps(content))
    return [(error.pointer, error.code) for error in refused.value.errors]


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json;charset=UTF-8",
        "application/json; charset=utf-8",
        'Application/JSON; Charset="utf-8"',
        "application/json ;profile=x",
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_a_body_is_read_as_programs_send_it(content_type: str, mark: str) -> None:
    assert read(f'{mark}{{"name": "민수"}}\r\n', content_type) == Order(name="민수")


def test_hooks_of_the_application_find_the_body_that_was_read() -> None:
    content = '{"name": "민수"}'
    with APP.test_request_context("/", method="POST", data=content, content_type=JSON):
        read_body(Order)

        assert request.get_json() == {"name": "민수"}
        assert request.get_data(as_text=True) == content


def test_a_body_is_read_into_its_type() -> None:
    assert read('{"name": "민수", "count": 3}') == Order(name="민수", count=3)
    assert read(b'{"name": "kim"}', "application/json; charset=utf-8") == Order(name="kim")


@pytest.mark.requirement("CS-04")
@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/problem+json",
        "*/*",
    ],
)
def test_only_json_is_taken(content_type: str | None) -> None:
    with pytest.raises(UnsupportedMediaType):
        read('{"name": "kim"}', content_type)


@pytest.mark.requirement("IV-02", "IV-05")
@pytest.mark.parametrize(
    "content",
    [
        "",
        " ",
        "{",
        "null",
        "[]",
        '"text"',
        "1",
        "{'name': 'kim'}",
        '{"name": "kim"} {}',
        '{"name": "kim", "name": "lee"}',
        '{"name": "kim", "tags": {"a": 1, "a": 2}}',
        '{"count": NaN}',
        '{"count": Infinity}',
        '{"count": 1e999}',
        '{"name": "\\ud800"}',
        '{"a\\u0000": 1}',
        b'\xff\xfe{"name": "kim"}',
        b'{"name": "\xed\xa0\x80"}',
        '{"tags": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {}}}}}}}}}',
        '{"tags": ' + "[" * 5000 + "]" * 5000 + "}",
        "[" * 30_000,
        json.dumps({str(number): number for number in range(101)}),
        '{"count": ' + "9" * 5000 + "}",
    ],
)
def test_what_is_not_one_sound_object_is_refused(content: bytes | str) -> None:
    with pytest.raises(MalformedBody):
        read(content)


@pytest.mark.requirement("PW-06")
def test_a_text_with_nul_is_refused_by_its_place() -> None:
    assert mistakes({"name": "a\0b"}) == [("/name", "characters")]
    assert mistakes({"name": "a", "tags": {"a": ["b", "\0"]}}) == [("/tags/a/1", "characters")]


def test_as_deep_as_eight_levels_is_read() -> None:
    assert read('{"name": "kim", "tags": {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}}').tags


@pytest.mark.requirement("IV-02")
def test_a_body_of_64_kib_is_read_and_one_byte_more_is_refused() -> None:
    fitting = b'{"name": "kim"}'.ljust(MAX_BODY_BYTES)

    assert read(fitting).name == "kim"
    with pytest.raises(BodyTooLarge):
        read(fitting + b" ")


@pytest.mark.requirement("AC-05")
def test_unknown_members_are_refused() -> None:
    assert mistakes({"name": "kim", "is_admin": True, "a/b~c": 1}) == [
        ("/is_admin", "unknown_member"),
        ("/a~1b~0c", "unknown_member"),
    ]


@pytest.mark.requirement("IV-01")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("/name", "required")]),
        ({"name": 1}, [("/name", "not_text")]),
        ({"name": None}, [("/name", "not_text")]),
        ({"name": "k"}, [("/name", "too_short")]),
        ({"name": "k" * 11}, [("/name", "too_long")]),
        ({"name": "kim", "count": "1"}, [("/count", "not_a_number")]),
        ({"name": "kim", "count": True}, [("/count", "not_a_number")]),
        ({"name": "kim", "tags": []}, [("/tags", "not_an_object")]),
        ({"name": "k", "count": "x"}, [("/name", "too_short"), ("/count", "not_a_number")]),
    ],
)
def test_every_mistake_is_told_with_its_place_and_code(
    body: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert mistakes(body) == expected


@pytest.mark.requirement("ER-02")
def test_a_refusal_never_carries_what_was_sent() -> None:
    with pytest.raises(ValidationFailed) as refused:
        read('{"name": "hunter2 hunter2 hunter2", "hunter2": 1}')

    carried = repr((refused.value.args, refused.value.params, refused.value.text))
    assert "hunter2" not in carried
    assert refused.value.__cause__ is None
    assert all("hunter2 hunter2" not in repr(error) for error in refused.value.errors)


@pytest.mark.requirement("IV-05")
@given(content=st.binary(max_size=200) | st.text(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes | str) -> None:
    sent = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")

    with pytest.raises(Problem):
        read(sent)


@given(
    content=st.recursive(
        st.none()
        | st.booleans()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.integers()
        | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    )
)
def test_any_json_is_read_or_refused(content: object) -> None:
    with suppress(MalformedBody, ValidationFailed):
        read(json.dumps({"name": "kim", "tags": {"content": content}}))
