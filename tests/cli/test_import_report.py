"""Files as people have them: what comes in, and what is said of the rest."""

import json
from pathlib import Path

import pytest

from daemun.composition.services import Services
from tests.cli.conftest import Commands

HASH = "$2b$10$" + "a" * 53


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "users"


def lines(*rows: dict[str, object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "Username,Email\nminsu,m@example.kr\n",
        "User Name;E-Mail\nminsu;m@example.kr\n",
        "\ufeffsep=;\nusername;email;password_hash\nminsu;m@example.kr;\n",
        '"sep=|"\r\nusername|email\r\nminsu|m@example.kr\r\n',
        "username,email,,\nminsu,m@example.kr,,\n,,,\n",
        "username,email\nminsu,m@example.kr,,,\n",
        "\n\nusername, email\nminsu, m@example.kr\n",
        "아이디,이메일\nminsu,m@example.kr\n",
        "username\temail\tcreated_at\tlocked\nminsu\tm@example.kr\t\\N\tNULL\n",
        '\n [{"username": "minsu", "email": "m@example.kr"}]',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_tables_come_in_as_spreadsheets_write_them(
    daemun: Commands, running: Services, file: Path, text: str, encoding: str
) -> None:
    file.write_text(text, encoding=encoding, newline="")

    done = daemun("users", "import", str(file))

    assert (done.exit_code, done.stdout.splitlines()) == (
        0,
        ["imported: 1", "already there: 0", "refused: 0"],
    )
    minsu = running.users.find_by_email("m@example.kr")
    assert minsu is not None
    assert (minsu.username, minsu.is_locked) == ("minsu", False)


@pytest.mark.parametrize(
    "written",
    [
        "2024-01-02 3:04",
        "2024-01-02 오전 3:04:00",
        "2024. 1. 2 오전 3:04",
        "45293.12778",
        "2024-01-02T12:04:00+0900",
        "2024-01-02 03:04:00 UTC",
        "2024-01-02 12:04:00.000001+09",
    ],
)
def test_times_come_in_as_people_and_databases_write_them(
    daemun: Commands, running: Services, file: Path, written: str
) -> None:
    file.write_text(f"username,email,email_verified,created_at\nminsu,m@example.kr,{written},{written}\n")

    daemun("users", "import", str(file))

    minsu = running.users.find_by_username("minsu")
    assert minsu is not None
    assert minsu.created_at == minsu.email_verified_at
    assert minsu.created_at.isoformat(timespec="minutes") == "2024-01-02T03:04+00:00"


def test_a_date_with_two_meanings_is_refused_until_the_order_is_given(
    daemun: Commands, running: Services, file: Path
) -> None:
    file.write_text("username,created_at\nminsu,1/2/2024\njiwoo,someday\n")

    refused = daemun("users", "import", str(file))
    taken = daemun("users", "import", str(file), "--date-order", "dmy")

    assert "row 2: /created_at ambiguous_date: This date can be read in two ways. See --date-order." in (
        refused.stdout
    )
    assert "row 3: /created_at not_a_time: This is no time" in refused.stdout
    minsu = running.users.find_by_username("minsu")
    assert (taken.exit_code, minsu and minsu.created_at.month) == (1, 2)


def test_roles_come_in_as_they_are_called_and_new_ones_are_named(
    daemun: Commands, running: Services, file: Path
) -> None:
    file.write_text(
        'username,roles\nuser1,"Admin,Editor"\nuser2,ROLE_USER\nuser3,"[""admin""]"\nuser4,관리자\n'
        "user5,admin;editor\nuser6,Site Admin\n"
    )

    done = daemun("users", "import", str(file))

    assert (done.exit_code, "refused: 0" in done.stdout) == (0, True)
    assert running.roles.list_in_use() == {
        *("Admin", "Editor", "ROLE_USER", "admin", "관리자", "editor", "Site Admin"),
    }
    assert "roles that nobody had before: Admin, Editor, ROLE_USER, Site Admin, admin" in done.stdout


def test_roles_are_called_otherwise_or_left_out_by_option(
    daemun: Commands, running: Services, file: Path
) -> None:
    file.write_text(lines({"username": "user1", "roles": ["Admin", "Old One", "a,b"]}))
    command = ("users", "import", str(file))

    refused = daemun(*command)
    wrong = daemun(*command, "--map-role", "Admin")
    dropped = daemun(*command, "--drop-roles", "--dry-run")
    mapped = daemun(
        *command, "--map-role", "Admin=admin", "--map-role", "Old One=", "--map-role", "a,b=team:a"
    )

    assert "/roles invalid_role: `a,b` cannot be a role: up to 64" in refused.stdout
    assert (wrong.exit_code, "OLD=NEW" in wrong.stderr) == (2, True)
    assert dropped.exit_code == 0
    assert mapped.exit_code == 0
    assert running.roles.list_in_use() == {"admin", "team:a"}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("email", ["kim", "minsu", None]),
        ("id", ["u-1", "u-2", "u-3"]),
        ("name", ["kim-old.example", "min-su", "john-smith"]),
    ],
)
def test_names_that_cannot_be_one_are_made_anew_and_reported(
    daemun: Commands, running: Services, file: Path, tmp_path: Path, source: str, names: list[str | None]
) -> None:
    rows: list[dict[str, object]] = [
        {"id": "u:1", "username": "kim@old.example", "email": "kim@new.example"},
        {"id": "u:2", "username": "min+su", "email": "minsu@example.kr"},
        {"id": "u:3", "username": "john smith"},
        {"id": "u:4", "username": "Fine.Name"},
    ]
    file.write_text(lines(*rows))
    renamed = tmp_path / "renamed.jsonl"

    refused = daemun("users", "import", str(file), "--dry-run")
    done = daemun("users", "import", str(file), "--name-from", source, "--renamed", str(renamed))
    again = daemun.json("users", "import", str(file), "--dry-run", "--name-from", source) if names[2] else {}

    assert "row 1: /username characters: A user name has letters, digits" in refused.stdout
    assert ("row 3: /username characters" in done.stdout) is (names[2] is None)
    assert "See --name-from." in refused.stdout
    found = [user and user.username for user in map(running.users.find, ("u:1", "u:2", "u:3"))]
    assert found == names
    assert f"renamed: {3 - names.count(None)}" in done.stdout
    assert f"row 1: kim@old.example -> {names[0]}" in done.stdout
    assert renamed.stat().st_mode & 0o777 == 0o600
    first = json.loads(renamed.read_text().splitlines()[0])
    assert first == {"row": 1, "id": "u:1", "before": "kim@old.example", "after": names[0]}
    assert again.get("already_there", 4) == 4


def test_two_people_whose_names_differ_in_capitals_are_told_by_both_rows(
    daemun: Commands, running: Services, file: Path, tmp_path: Path
) -> None:
    rows: list[dict[str, object]] = [{"username": f"person{number}"} for number in range(600)]
    rows += [{"username": "jiwoo"}, {"username": "Jiwoo"}, {"username": "Person5"}, {"username": "jiwoo"}]
    file.write_text(lines(*rows))
    rejected = tmp_path / "rejected"

    planned = daemun("users", "import", str(file), "--dry-run")
    done = daemun("users", "import", str(file), "--rejected", str(rejected))
    again = daemun("users", "import", str(file))

    for said in (planned, done):
        assert (said.exit_code, "imported: 601" in said.stdout) == (1, True)
    for said in (planned, done, again):
        assert "refused: 2" in said.stdout
        assert "row 602: /username username_taken: Row 601 of this file has the same name" in said.stdout
        assert "row 603: /username username_taken: Row 6 of this file has the same name" in said.stdout
    assert "already there: 602" in again.stdout
    first = json.loads(rejected.read_text().splitlines()[0])
    assert first["refused"]["errors"] == [{"pointer": "/username", "code": "username_taken", "row": 601}]
    assert running.users.find_by_username("jiwoo") is not None


def test_what_does_not_come_along_is_counted_by_its_kind(daemun: Commands, file: Path) -> None:
    password = {
        "type": "password",
        "secretData": '{"value": "AAAAAAAAAAAAAAAAAAAAAA==", "salt": "AAAAAAAAAAAAAAAAAAAAAA=="}',
        "credentialData": '{"hashIterations": 210000, "algorithm": "pbkdf2-sha512"}',
    }
    users = [
        {"username": "minsu", "credentials": [password, {"type": "otp", "secretData": '{"value": "JB"}'}]},
        {
            "username": "jiwoo",
            "credentials": [{"type": "webauthn"}],
            "federatedIdentities": [{"userId": "1"}],
        },
        {"username": "service-account-x", "serviceAccountClientId": "x"},
    ]
    file.write_text(json.dumps({"realm": "shop", "users": users}))

    said = daemun("users", "import", str(file)).stdout

    assert "imported: 2" in said
    assert "left behind: 1 service_account, 1 totp, 1 passkey, 1 identity" in said


def test_ids_and_names_of_digits_stay_as_they_are(daemun: Commands, running: Services, file: Path) -> None:
    file.write_text(lines({"id": 42, "username": 20240001}))

    assert daemun("users", "import", str(file)).exit_code == 0
    user = running.users.find("42")
    assert user is not None
    assert user.username == "20240001"


def test_refusals_are_said_in_the_language_of_the_terminal(daemun: Commands, file: Path) -> None:
    file.write_text(lines({"username": "john smith"}, {"username": "minsu", "password_hash": "5f4dcc3b"}))

    said = daemun("users", "import", str(file), LANG="ko_KR.UTF-8").stdout

    assert "row 1: /username characters: 사용자 이름에는" in said
    assert "row 2: /password_hash unknown_hash: 알 수 없는 비밀번호 해시입니다." in said
    assert HASH not in said


def test_programs_get_everything_in_numbers(daemun: Commands, file: Path) -> None:
    file.write_text(lines({"username": "minsu", "roles": ["a"]}, {"username": "a"}))

    done = daemun("users", "import", str(file), "--json")

    assert json.loads(done.stdout) == {
        "imported": 1,
        "already_there": 0,
        "refused": 1,
        "reasons": {"too_short": 1},
        "renamed": 0,
        "left_behind": {},
        "new_roles": ["a"],
    }


def test_many_refusals_are_summed_up_with_the_way_to_all_of_them(daemun: Commands, file: Path) -> None:
    people: list[dict[str, object]] = [{"username": f"person {number}"} for number in range(11)]
    file.write_text(lines(*people, {"username": "minsu", "locked": "?"}))

    said = daemun("users", "import", str(file)).stdout

    assert "... 2 more; in all 11 characters, 1 not_a_flag. --rejected FILE writes every one" in said
