"""Who is kept out, and what somebody may do, is never left out in silence."""

from pathlib import Path

import pytest

from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import BrokenRow, Format, Row
from daemun.features.user_transfer.record import read_record
from daemun.features.user_transfer.sources.detection import SourceSecrets, read_rows
from daemun.validation import ValidationFailed


def read(folder: Path, text: str, kind: Format | None = None) -> Row:
    (folder / "users").write_text(text, encoding="utf-8")
    (row,) = read_rows(folder / "users", kind, SourceSecrets())
    assert isinstance(row, Row), row
    return row


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ("user_id,username,email,password_hash,is_active,role", "is_active, role"),
        ("username,email,nickname,locked", "nickname"),
        ("login,firstName,lastName,nickName,email,status", "firstname, lastname, nickname, status"),
        ("Id,UserName,NormalizedUserName,Email,PasswordHash,LockoutEnd", "lockoutend"),
    ],
)
def test_a_table_that_has_more_than_auth0_writes_is_not_taken_for_auth0s(
    columns: str, named: str, tmp_path: Path
) -> None:
    (tmp_path / "users").write_text(f"{columns}\n1,minsu,minsu@example.kr,,,\n", encoding="utf-8")

    with pytest.raises(UnreadableFile) as refused:
        list(read_rows(tmp_path / "users", None, SourceSecrets()))

    assert all(name in str(refused.value) for name in named.split(", "))


@pytest.mark.parametrize(
    "header",
    ["회원 아이디;이메일 주소;가입일시;권한", "아이디;메일;가입 일자;역할", "사용자명;이메일;등록일;권한"],
)
def test_headers_as_koreans_write_them_are_ours(header: str, tmp_path: Path) -> None:
    row = read(tmp_path, f"{header}\nminsu;minsu@example.kr;2024. 1. 2. 오후 3:04:05;편집자\n")

    record = read_record(row.fields)
    assert (record.username, record.email, record.roles) == ("minsu", "minsu@example.kr", ("편집자",))
    assert str(record.created_at) == "2024-01-02 15:04:05+00:00"


@pytest.mark.parametrize("header", ["login,username", "아이디,username", "user_name,login"])
@pytest.mark.parametrize("kind", [None, Format.CSV])
def test_of_two_columns_that_mean_the_same_none_wins_in_silence(
    header: str, kind: Format | None, tmp_path: Path
) -> None:
    (tmp_path / "users").write_text(f"{header}\nminsu,jiwoo\n", encoding="utf-8")

    with pytest.raises(UnreadableFile, match="two columns mean the same"):
        list(read_rows(tmp_path / "users", kind, SourceSecrets()))


def test_whatever_auth0_writes_is_known(tmp_path: Path) -> None:
    row = read(
        tmp_path,
        "user_id,email,Email Verified,Logins Count,Last Login,Multifactor,user_metadata.team,Connection\n"
        "auth0|1,minsu@example.kr,true,7,2024-01-02T03:04:05Z,,design,Username-Password\n",
    )

    assert (row.fields["id"], row.offered["team"]) == ("auth0|1", "design")


@pytest.mark.parametrize(
    ("column", "value", "is_locked"),
    [
        ("is_active", "0", True),
        ("is_active", "t", False),
        ("active", "N", True),
        ("enabled", "", False),
        ("banned", "1", True),
        ("is_blocked", "false", False),
        ("suspended", "X", False),
        ("disabled_at", "2024-01-02", True),
        ("deleted_at", "NULL", False),
    ],
)
@pytest.mark.parametrize("mark", ["encrypted_password", "remember_token"])
def test_columns_that_keep_somebody_out_are_read(
    mark: str, column: str, value: str, is_locked: bool, tmp_path: Path
) -> None:
    row = read(tmp_path, f"id,username,{mark},{column}\n1,minsu,,{value}\n")

    assert bool(read_record(row.fields).locked) is is_locked


def test_what_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    row = read(tmp_path, "id,username,remember_token,active\n1,minsu,,perhaps\n")

    with pytest.raises(ValidationFailed) as refused:
        read_record(row.fields)
    assert [error.code for error in refused.value.errors] == ["not_a_flag"]


def test_a_state_that_only_the_other_product_understands_is_counted(tmp_path: Path) -> None:
    row = read(tmp_path, "id,username,remember_token,status\n1,minsu,,dormant\n")

    assert [each.kind for each in row.left_behind] == ["status"]


@pytest.mark.parametrize(
    ("kind", "text", "pointer"),
    [
        (Format.AUTH0, '{"user_id": "a", "email_verified": "perhaps"}', "/email_verified"),
        (Format.KEYCLOAK, '[{"username": ["a"], "credentials": []}]', "/username"),
        (Format.KEYCLOAK, '[{"username": "a", "credentials": {"password": {}}}]', "/credentials"),
    ],
)
def test_a_member_of_another_kind_is_named(kind: Format, text: str, pointer: str, tmp_path: Path) -> None:
    (tmp_path / "users").write_text(text, encoding="utf-8")

    (row,) = read_rows(tmp_path / "users", kind, SourceSecrets())

    assert isinstance(row, BrokenRow)
    assert (row.code, row.pointer) == ("broken", pointer)
