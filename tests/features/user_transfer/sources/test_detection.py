import shutil
from pathlib import Path

import pytest

from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import BrokenRow, Format, Row
from daemun.features.user_transfer.sources.detection import SourceSecrets, read_rows
from tests.features.user_transfer.sources.reading import SAMPLES, read_sample

KINDS = {
    "own.csv": Format.CSV,
    "own-excel-utf8.csv": Format.CSV,
    "own.jsonl": Format.JSONL,
    "django.json": Format.DJANGO,
    "flask-security.csv": Format.FLASK_SECURITY,
    "auth0.ndjson": Format.AUTH0,
    "firebase.json": Format.FIREBASE,
    "firebase.csv": Format.FIREBASE,
    "keycloak.json": Format.KEYCLOAK,
    "auth0.csv": Format.AUTH0,
    "supabase.csv": Format.SUPABASE,
    "wordpress.csv": Format.WORDPRESS,
    "phpmyadmin.csv": Format.WORDPRESS,
    "mysqldump.txt": Format.LARAVEL,
    "devise.csv": Format.DEVISE,
    "laravel.csv": Format.LARAVEL,
    "clerk.csv": Format.CLERK,
    "cognito.json": Format.COGNITO,
    "cognito.csv": Format.COGNITO,
}


@pytest.mark.parametrize("sample", KINDS)
def test_the_format_is_found_by_the_content_whatever_the_name(sample: str, tmp_path: Path) -> None:
    shutil.copy(SAMPLES / sample, tmp_path / "users")

    guessed = read_sample(str(tmp_path / "users"))

    assert guessed == read_sample(sample, KINDS[sample])
    assert len(guessed) >= 3


@pytest.mark.parametrize("text", ["a,b\n1,2\n", '{"a": 1}', "minsu"])
def test_what_is_not_clear_must_be_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "users").write_text(text)

    with pytest.raises(UnreadableFile, match="--format"):
        list(read_rows(tmp_path / "users", None, SourceSecrets()))


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "nobody"),
        ("\n \n", "nobody"),
        ("[]", "no users in this file"),
        ("[1]", "no users in this file"),
        ('{"users": []}', "no users in this file"),
        ('{\n"realm": "a",\n"clients": []\n}', "no users in this file"),
        ('{\n"username": "kim"\n}\n{\n"username": "lee"\n}', "one user in each line"),
        ('[{"realm": "a", "users": []}, {"realm": "b", "users": []}]', "--realm"),
        ('[{"type": "header", "version": "5", "comment": "Export to JSON"}]', "phpMyAdmin"),
    ],
)
def test_a_file_without_users_is_told_what_one_looks_like(text: str, advice: str, tmp_path: Path) -> None:
    (tmp_path / "users").write_text(text)

    with pytest.raises(UnreadableFile, match=advice):
        list(read_rows(tmp_path / "users", None, SourceSecrets()))


@pytest.mark.parametrize(
    "text",
    [
        '{"Users": [{"username": "minsu", "profile": {}}]}',
        '{"start": 0, "total": 1, "users": [{"username": "minsu", "profile": {}}]}',
        '{\n  "users": [\n    {"username": "minsu", "profile": {}}\n  ]\n}',
    ],
)
def test_our_form_may_be_a_document_with_a_list(text: str, tmp_path: Path) -> None:
    (tmp_path / "users").write_text(text)

    (row,) = read_rows(tmp_path / "users", None, SourceSecrets())

    assert isinstance(row, Row)
    assert row.fields["username"] == "minsu"


def test_users_that_mongoexport_wrote_are_in_our_form_and_not_in_that_of_auth0(tmp_path: Path) -> None:
    (tmp_path / "users").write_text(
        '{"_id": {"$oid": "65a0"}, "username": "minsu", "created_at": {"$date": "2024-01-02T03:04:05Z"}}\n'
        '{"_id": "a1", "email": "jiwoo@example.kr", "password_hash": null}\n'
    )

    minsu, jiwoo = read_rows(tmp_path / "users", None, SourceSecrets())

    assert isinstance(minsu, Row)
    assert isinstance(jiwoo, Row)
    assert minsu.fields == {"id": "65a0", "username": "minsu", "created_at": "2024-01-02T03:04:05Z"}
    assert jiwoo.fields["id"] == "a1"


def test_the_header_that_cognito_gives_is_known_though_it_has_a_profile(tmp_path: Path) -> None:
    header = (
        "name,given_name,nickname,profile,picture,email,email_verified,cognito:mfa_enabled,cognito:username"
    )
    (tmp_path / "users").write_text(f"{header}\n,,,,,kim@example.kr,TRUE,FALSE,minsu\n")

    (row,) = read_rows(tmp_path / "users", None, SourceSecrets())

    assert isinstance(row, Row)
    assert (row.fields["username"], row.fields["email_verified"]) == ("minsu", True)


def test_flask_security_needs_the_salt_of_its_application() -> None:
    with pytest.raises(UnreadableFile, match="DAEMUN_PASSWORDS_FLASK_SECURITY_SALT"):
        list(read_rows(SAMPLES / "flask-security.csv", None, SourceSecrets()))


def test_a_user_of_another_shape_is_a_broken_row(tmp_path: Path) -> None:
    (tmp_path / "users").write_text('{"user_id": {"a": 1}}\n{"user_id": "b", "email": "b@example.kr"}\n')

    first, second = read_rows(tmp_path / "users", Format.AUTH0, SourceSecrets())

    assert isinstance(first, BrokenRow)
    assert (first.code, second.number) == ("broken", 2)


def test_a_file_that_is_not_in_the_named_encoding_is_refused_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "users").write_text("username,email\nminsu,minsu@example.kr\n")

    with pytest.raises(UnreadableFile, match="the file is not text in utf-16"):
        list(read_rows(tmp_path / "users", None, SourceSecrets(), encoding="utf-16"))


def test_a_first_line_that_is_not_csv_is_told(tmp_path: Path) -> None:
    (tmp_path / "users").write_text('username,"email"x\nminsu,minsu@example.kr\n')

    with pytest.raises(UnreadableFile, match="the first line"):
        list(read_rows(tmp_path / "users", Format.CSV, SourceSecrets()))


@pytest.mark.parametrize(
    "text", ["[]", "", "\n\n", '{\n"realm": "shop"}', '{"users": []}', "username,email\n,,\n"]
)
def test_a_file_without_anybody_is_not_an_import_that_worked(text: str, tmp_path: Path) -> None:
    (tmp_path / "users").write_text(text)
    kind = Format.CSV if text[:1] not in ("[", "{") else Format.KEYCLOAK

    with pytest.raises(UnreadableFile, match="nobody"):
        list(read_rows(tmp_path / "users", kind, SourceSecrets()))


def test_columns_that_are_not_ours_are_named(tmp_path: Path) -> None:
    (tmp_path / "users").write_text("Username,Department,E-mail\nminsu,sales,m@example.kr\n")

    with pytest.raises(UnreadableFile, match="not ours: department;"):
        list(read_rows(tmp_path / "users", None, SourceSecrets()))
