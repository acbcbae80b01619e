import json
import sys

import pytest

from daemun.cli.output import confirm, print_record, print_result, print_rows, progress, written

ROWS: list[dict[str, object]] = [
    {"id": "1", "name": "Kim\t[red]\x1b[31m", "roles": ["a", "b"]},
    {"id": "2", "name": None, "roles": []},
]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (True, "yes"),
        (False, "no"),
        (("a", "b"), "a,b"),
        ((), "-"),
        (3, "3"),
        ("김민수 ok", "김민수 ok"),
        ("a\tb\nc\x1b[31m\x9b\u202e", "a\\tb\\nc\\x1b[31m\\x9b\\u202e"),
    ],
)
def test_values_are_written_on_one_line_and_steer_no_terminal(value: object, text: str) -> None:
    assert written(value) == text


def test_pipes_get_one_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows("users", ROWS, as_json=False)

    assert capsys.readouterr().out == "1\tKim\\t[red]\\x1b[31m\ta,b\n2\t-\t-\n"


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], []])
def test_programs_get_json(rows: list[dict[str, object]], capsys: pytest.CaptureFixture[str]) -> None:
    print_rows("users", iter(rows), as_json=True)

    assert json.loads(capsys.readouterr().out) == {"users": rows}


def test_people_get_a_table_that_shows_everything_as_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    print_rows("users", ROWS, as_json=False)

    shown = capsys.readouterr().out
    assert "[red]" in shown
    assert "\x1b[31m" not in shown
    assert "roles" in shown


def test_a_record_is_shown_with_its_lists(capsys: pytest.CaptureFixture[str]) -> None:
    record = {"id": "1", "sessions": [{"id": "s", "address": None}], "roles": []}

    print_record("user", record, as_json=False)
    print_record("user", record, as_json=True)

    *lines, as_json = capsys.readouterr().out.splitlines()
    assert lines == ["id\t1", "roles\t-", "", "sessions:", "s\t-"]
    assert json.loads(as_json) == {"user": record}


def test_what_was_done_is_a_sentence_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_result("done", {"changed": True}, as_json=False)
    print_result("done", {"changed": True}, as_json=True)

    assert capsys.readouterr().out == 'done\n{"changed": true}\n'


def test_yes_asks_nothing() -> None:
    confirm("Really?", yes=True)


def test_progress_is_silent_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(ROWS, label="rows", length=2) as rows:
        assert list(rows) == ROWS

    assert capsys.readouterr().err == ""
