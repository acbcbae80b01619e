import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.features.user_transfer.rows import rows_of


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (r'"name","bio"|"minsu","says \"hi\", twice"|', ["minsu", 'says "hi", twice']),
        (r'"name";"bio"|"minsu";"\"all of it\""|', ["minsu", '"all of it"']),
        (r'"name","bio"|"minsu","ends with \\"|"jiwoo","\"yes\" \\ no"|', ["minsu", "ends with \\"]),
        (r'name,bio|minsu,"a \"b\""|jiwoo,\N|', ["minsu", 'a "b"']),
        ('name,bio|minsu,"one\\\n\\"two\\""|', ["minsu", 'one\n"two"']),
        ("name\tbio|minsu\tone\\\ttwo|jiwoo\t\\N|", ["minsu", "one\ttwo"]),
        ("name\tbio|minsu\tone\\\r\ntwo|jiwoo\t\\N|", ["minsu", "one\r\ntwo"]),
        ("name\tbio|minsu\tone\r\\\ntwo|jiwoo\t\\N|", ["minsu", "one\r\ntwo"]),
        (r"name>bio|minsu>one\n\ttwo\\n|jiwoo>\N|".replace(">", "\t"), ["minsu", "one\n\ttwo\\n"]),
        (r'name>bio|minsu>"quoted\\|jiwoo>\N|'.replace(">", "\t"), ["minsu", '"quoted\\']),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_backslashes_before_what_is_special_are_read_as_they_are_meant(
    text: str, values: list[str], newline: str
) -> None:
    _, first = rows_of(text.replace("|", newline))[0]

    assert first == dict(zip(("name", "bio"), values, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        'name,bio\nminsu,"C:\\new\\temp"\n',
        'name,bio\nminsu,"he ""said"" \\n"\njiwoo,\\N\n',
        'name,bio\nminsu,"{""a"": ""x \\""y\\"" z""}"\n',
        'name,bio\nminsu,"{""a"": ""line\\nline""}"\njiwoo,"ji"woo\n',
        "name\tbio\nminsu\tSHOP\\minsu\njiwoo\t\\N\n",
        'name\tbio\nminsu\t"a\\nb"\njiwoo\t\\N\n',
    ],
)
def test_backslashes_that_are_no_escapes_stay_as_they_are(text: str) -> None:
    delimiter = "\t" if "\t" in text else ","
    by_python = csv.DictReader(io.StringIO(text), delimiter=delimiter)

    assert rows_of(text)[0][1] == next(by_python)


VALUES = st.text("ab\\\"'\t\r\n,;").filter(lambda value: not value.startswith('"'))


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=4))
def test_what_mysql_writes_comes_back(rows: list[tuple[str, str]]) -> None:
    def written(value: str) -> str:
        for special in "\\\t\n":
            value = value.replace(special, f"\\{special}")
        return value

    lines = ["id\tname\tbio\tnothing", *("\t".join(("1", *map(written, row), r"\N")) for row in rows)]

    read = rows_of("\n".join(lines) + "\n")

    assert [(row["name"], row["bio"]) for _, row in read] == rows  # type: ignore[index]
