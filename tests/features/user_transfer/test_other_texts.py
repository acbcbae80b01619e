"""What was copied from a terminal, and other texts that are no CSV, is refused with one clear sentence."""

from pathlib import Path

import pytest

from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import Format, Row
from daemun.features.user_transfer.sources.detection import SourceSecrets, read_rows

DRAWN = {
    "psql": " id | username \n----+----------\n  1 | minsu\n(1 row)\n\n",
    "psql, one column": " username \n----------\n minsu\n(1 row)\n",
    "psql, empty": " id | username \n----+----------\n(0 rows)\n",
    "psql, border 0": "id username\n-- --------\n 1 minsu\n(1 row)\n",
    "psql, border 2": "+----+----------+\n| id | username |\n+----+----------+\n|  1 | minsu    |\n",
    "psql, unicode": " id │ username \n────┼──────────\n  1 │ minsu\n",
    "psql, expanded": "-[ RECORD 1 ]---\nid       | 1\nusername | minsu\n",
    "mysql": "\n+----+----------+\n| id | username |\n+----+----------+\n|  1 | minsu    |\n1 row in set\n",
    "mysql, vertical": "*************************** 1. row ***************************\nusername: minsu\n",
    "sqlite": "┌────┬──────────┐\n│ id │ username │\n├────┼──────────┤\n│ 1  │ minsu    │\n",
    "sqlite, column": "id  username\n--  --------\n1   minsu\n",
    "Markdown": "| username | email |\n|:---------|------:|\n| minsu | minsu@example.kr |\n",
    "Markdown, bare": "username | email\n--- | ---\nminsu | minsu@example.kr\n",
    "reStructuredText": "========  ======\nusername  email\n========  ======\nminsu     a@b.kr\n",
    "byte order mark": "\ufeff id | username \r\n----+----------\r\n  1 | minsu\r\n",
}
SQL = {
    "pg_dump": "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n",
    "mysqldump": "-- MySQL dump 10.13  Distrib 8.0.36\n--\n",
    "insert": "INSERT INTO `users` (`id`, `username`) VALUES (1, 'minsu');\n",
    "copy": "COPY public.users (id, username) FROM stdin;\n1\tminsu\n\\.\n",
    "sqlite": "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n",
}
MARKUP = {
    "a spreadsheet that is a page": '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>\n',
    "XML": '<?xml version="1.0" encoding="UTF-8"?>\n<users/>\n',
}


def refusal(text: str, folder: Path, kind: Format | None) -> str:
    (folder / "users").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile) as refused:
        list(read_rows(folder / "users", kind, SourceSecrets()))
    return str(refused.value)


@pytest.mark.parametrize("kind", [None, Format.CSV, Format.LARAVEL])
@pytest.mark.parametrize("name", DRAWN)
def test_a_table_that_was_drawn_for_people_is_to_be_written_as_csv(
    name: str, kind: Format | None, tmp_path: Path
) -> None:
    assert "psql --csv" in refusal(DRAWN[name], tmp_path, kind)


@pytest.mark.parametrize("kind", [None, Format.CSV])
@pytest.mark.parametrize("name", SQL)
def test_sql_is_to_be_loaded_first(name: str, kind: Format | None, tmp_path: Path) -> None:
    assert "this is SQL" in refusal(SQL[name], tmp_path, kind)


@pytest.mark.parametrize("kind", [None, Format.CSV])
@pytest.mark.parametrize("name", MARKUP)
def test_markup_is_to_be_saved_as_csv(name: str, kind: Format | None, tmp_path: Path) -> None:
    assert "save it as CSV" in refusal(MARKUP[name], tmp_path, kind)


@pytest.mark.parametrize(
    "text",
    [
        "username|email\nminsu|minsu@example.kr\n",
        "username\n--minsu--\n",
        "username,email\n-,--\n",
        "username;created_at\nminsu;2024-01-02\n",
        "Username\tEmail\nminsu\t\n",
    ],
)
def test_a_file_with_bars_or_dashes_is_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "users").write_text(text, encoding="utf-8")

    (row,) = read_rows(tmp_path / "users", None, SourceSecrets())

    assert isinstance(row, Row)
