import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.user_transfer.csv_rows import csv_rows
from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.raw_rows import json_elements, json_lines, open_text
from tests.features.user_transfer.rows import short


@pytest.mark.parametrize(
    ("start", "advice"),
    [(b"PK\x03\x04", "save it as CSV"), (b"\x1f\x8b", "gunzip"), (b"SQLite format 3\0", "CSV")],
)
def test_files_that_are_no_text_are_named(tmp_path: Path, start: bytes, advice: str) -> None:
    (tmp_path / "users").write_bytes(start + bytes(100))

    with pytest.raises(UnreadableFile, match=advice):
        open_text(tmp_path / "users", None)


def test_broken_huge_and_odd_lines_of_json_are_told_and_the_others_read() -> None:
    huge = json.dumps({"username": "x" * 400_000})
    lines = ['{"a": 1}', "", "{", "[]", huge, "1e999", "[" * 100_000, '{"a": "\udcff"}', '{"a": 2}']

    rows = [short(row) for row in json_lines(io.StringIO("\n".join(lines)))]

    assert rows == [
        (1, {"a": 1}),
        (3, "broken"),
        (4, "broken"),
        (5, "too_long"),
        (6, "broken"),
        (7, "broken"),
        (8, "encoding"),
        (9, {"a": 2}),
    ]


def test_users_are_found_within_a_document_of_any_size() -> None:
    users = [{"name": f"user{number}", "filler": "y" * 3000} for number in range(200)]
    document = {"realm": "x", "more": {"users": [1]}, "number": 1234567890, "users": users, "after": 1}

    for text in (json.dumps(document), json.dumps(document, indent=2), json.dumps(users)):
        rows = list(json_elements(io.StringIO(text)))
        assert rows == list(enumerate(users, 1))


def test_a_document_that_breaks_off_gives_what_there_was_and_tells() -> None:
    rows = [short(row) for row in json_elements(io.StringIO('{"users": [{"a": 1}, 7, {"b": 2}, {"c"'))]

    assert rows == [(1, {"a": 1}), (2, "broken"), (3, {"b": 2}), (4, "broken")]
    with pytest.raises(UnreadableFile):
        list(json_elements(io.StringIO('{"realm": x')))
    assert list(json_elements(io.StringIO('{"realm": {}}'))) == []


@given(st.text(), st.sampled_from(["csv", "lines", "document"]))
def test_no_text_whatever_is_a_crash(text: str, reader: str) -> None:
    file = io.StringIO(text, newline="")
    try:
        match reader:
            case "csv":
                list(csv_rows(file))
            case "lines":
                list(json_lines(file))
            case _:
                list(json_elements(file))
    except UnreadableFile:
        pass


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_byte_order_marks_are_understood(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "users").write_text("username\n지우", encoding=encoding)

    with open_text(tmp_path / "users", None) as file:
        assert file.read() == "username\n지우"


def test_korean_csv_of_excel_is_recognized_and_read_when_told(tmp_path: Path) -> None:
    (tmp_path / "users").write_text("username\n지우", encoding="cp949")

    with pytest.raises(UnreadableFile, match="--encoding cp949"):
        open_text(tmp_path / "users", None)
    with open_text(tmp_path / "users", "cp949") as file:
        assert file.read() == "username\n지우"
    with pytest.raises(UnreadableFile, match="no such encoding"):
        open_text(tmp_path / "users", "klingon")
