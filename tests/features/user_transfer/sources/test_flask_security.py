import json
from pathlib import Path

from daemun.features.user_transfer.model import Row
from daemun.features.user_transfer.sources.detection import read_rows
from tests.features.user_transfer.sources.reading import (
    KOREAN,
    PASSWORD,
    SAMPLES,
    is_hash_of,
    read_sample,
    sample_secrets,
)


def test_rows_of_the_user_table_are_read_with_both_steps_of_their_hashes() -> None:
    minsu, jiwoo, hajun = (row.fields for row in read_sample("flask-security.csv"))

    assert (minsu["id"], minsu["username"], minsu["email_verified"]) == ("1", "minsu", "2022-03-04 05:06:07")
    assert is_hash_of(minsu["password_hash"], PASSWORD)
    assert is_hash_of(jiwoo["password_hash"], KOREAN)
    assert (jiwoo["username"], jiwoo["email_verified"]) == (None, False)
    assert (hajun["password_hash"], hajun["locked"]) == (None, True)


def test_the_table_as_json_lines_is_read_alike(tmp_path: Path) -> None:
    hashed = (SAMPLES / "flask-security.csv").read_text().splitlines()[1].split(",")[3]
    line = {"id": 1, "email": "minsu@example.kr", "password": hashed, "fs_uniquifier": "a", "active": True}
    (tmp_path / "users").write_text(json.dumps(line | {"roles": ["editor"]}))

    (row,) = read_rows(tmp_path / "users", None, sample_secrets())

    assert isinstance(row, Row)
    assert row.fields["roles"] == ("editor",)
    assert is_hash_of(row.fields["password_hash"], PASSWORD)


def test_a_hash_that_django_made_was_hashed_once(tmp_path: Path) -> None:
    from tests.features.passwords.foreign_makers import MAKERS

    hashed = MAKERS["django pbkdf2"](PASSWORD)
    (tmp_path / "users").write_text(
        json.dumps({"email": "m@example.kr", "password": hashed, "fs_uniquifier": "a"})
    )

    (row,) = read_rows(tmp_path / "users", None, sample_secrets())

    assert isinstance(row, Row)
    assert is_hash_of(row.fields["password_hash"], PASSWORD)
