import pytest

from tests.features.user_transfer.rows import rows_of


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_csv_is_read_with_any_usual_delimiter_and_line_end(delimiter: str, newline: str) -> None:
    lines = [["username", "email"], ["minsu", "m@example.kr"], [], ["지우", '"a\nb"'], ["last", ""]]

    rows = rows_of(newline.join(delimiter.join(line) for line in lines))

    assert rows == [
        (2, {"username": "minsu", "email": "m@example.kr"}),
        (4, {"username": "지우", "email": "a\nb"}),
        (6, {"username": "last", "email": ""}),
    ]


def test_broken_lines_of_csv_are_told_and_the_others_read() -> None:
    text = 'username,email\nminsu,a\n"ji"woo,b\nhajun,c,d\n\udcff,e\nyuna,f\n"open,g\n'

    assert rows_of(text) == [
        (2, {"username": "minsu", "email": "a"}),
        (3, "broken"),
        (4, "broken"),
        (5, "encoding"),
        (6, {"username": "yuna", "email": "f"}),
        (7, "broken"),
    ]


def test_a_quote_that_is_never_closed_takes_no_other_rows_with_it() -> None:
    text = 'username,email\nminsu,a\n"jiwoo,b\nhajun,c\n"Kim, Yuna",d\n"open,e\nlast,f\n'

    assert rows_of(text) == [
        (2, {"username": "minsu", "email": "a"}),
        (3, "broken"),
        (4, {"username": "hajun", "email": "c"}),
        (5, {"username": "Kim, Yuna", "email": "d"}),
        (6, "broken"),
        (7, {"username": "last", "email": "f"}),
    ]


def test_a_huge_field_of_csv_is_refused_and_what_follows_is_read() -> None:
    rows = rows_of(f"username\n{'x' * 200_000}\nminsu\n")

    assert rows == [(2, "too_long"), (3, {"username": "minsu"})]


@pytest.mark.parametrize("nothing", ["", "NULL", "[NULL]", "null", "None", r"\N"])
def test_what_programs_write_for_nothing_is_nothing(nothing: str) -> None:
    assert rows_of(f"username,email\nminsu,{nothing}\n") == [(2, {"username": "minsu", "email": ""})]
