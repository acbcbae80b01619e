import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from flask.testing import FlaskClient
from pydantic import BaseModel

from daemun import Daemun
from daemun.cli.main import flask_commands
from daemun.composition.services import Services
from daemun.server.application import create_app
from daemun.testing import FrozenClock
from tests.builders import PASSWORD, add_user, log_in
from tests.cli.conftest import Commands
from tests.mail.smtp_server import a_mail_server

OWN_PASSWORD = "seven-lanterns-over-the-rice"


def sent(client: FlaskClient, address: str, body: dict[str, object], token: str = "") -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = client.post(address, json=body, headers=headers)
    given = response.json or {}
    return response.status_code, given.get("access_token") or given.get("code") or ""


def client_of(folder: Path, clock: FrozenClock | None = None) -> FlaskClient:
    if clock is None:
        return create_app(instance_path=folder).test_client()
    app = Flask("host", instance_path=str(folder))
    Daemun(app, clock=clock)
    return app.test_client()


@pytest.mark.requirement("AC-12")
def test_the_first_administrator_is_made_by_a_command(
    daemun: Commands, running: Services, tmp_path: Path
) -> None:
    made = daemun.json(
        *("users", "create", "minsu", "--email", "minsu@example.kr", "--role", "admin", "--password-stdin"),
        typed=f"{PASSWORD}\n",
    )

    assert made["user"]["username"] == "minsu"
    assert made["user"]["roles"] == ["admin"]
    assert "password" not in made
    body: dict[str, object] = {"username": "minsu", "password": PASSWORD}
    assert sent(client_of(tmp_path), "/auth/login", body)[0] == 200
    user = running.users.find_by_email("minsu@example.kr")
    assert user is not None
    assert running.roles.list_roles(user.id) == ("admin",)


def test_administrators_may_give_reserved_names(daemun: Commands) -> None:
    assert daemun("users", "create", "admin", "--password-stdin", typed=PASSWORD).exit_code == 0


@pytest.mark.requirement("LG-01")
def test_the_trail_tells_which_command_made_a_user(daemun: Commands, running: Services) -> None:
    made = daemun.json("users", "create", "minsu", "--role", "admin", "--generate-password")

    events = running.store.audit.list_page(user_id=made["user"]["id"])

    assert {event.name for event in events} == {"user.created", "role.granted"}
    assert all(event.origin.user_agent.startswith("daemun users create (") for event in events)


@pytest.mark.requirement("PW-17")
def test_a_generated_password_logs_in_once_and_must_be_replaced(daemun: Commands, tmp_path: Path) -> None:
    secret = daemun.json("users", "create", "jiwoo", "--generate-password")["password"]
    client = client_of(tmp_path)
    login: dict[str, object] = {"username": "jiwoo", "password": secret}

    status, token = sent(client, "/auth/login", login)
    again = sent(client, "/auth/login", login)
    elsewhere = client.get("/auth/me", headers={"Authorization": f"Bearer {token}"})
    change: dict[str, object] = {"current_password": secret, "new_password": OWN_PASSWORD}
    changed = sent(client, "/auth/me/password", change, token)

    assert status == 200
    assert again == (401, "invalid_credentials")
    assert elsewhere.status_code == 403
    assert changed[0] == 200
    own: dict[str, object] = {"username": "jiwoo", "password": OWN_PASSWORD}
    assert [sent(client, "/auth/login", own)[0] for _ in range(2)] == [200, 200]


@pytest.mark.requirement("PW-17")
@pytest.mark.parametrize(("age", "status"), [(23.9, 200), (24.1, 401)])
def test_a_generated_password_is_good_for_a_day(
    daemun: Commands, running: Services, tmp_path: Path, age: float, status: int
) -> None:
    secret = daemun.json("users", "create", "jiwoo", "--generate-password")["password"]
    client = client_of(tmp_path, FrozenClock(running.web.clock.now() + timedelta(hours=age)))

    assert sent(client, "/auth/login", {"username": "jiwoo", "password": secret})[0] == status


@pytest.mark.requirement("PW-17")
def test_who_has_logged_in_with_a_generated_password_has_until_its_end_to_replace_it(
    daemun: Commands, running: Services, tmp_path: Path
) -> None:
    secret = daemun.json("users", "create", "jiwoo", "--generate-password")["password"]
    clock = FrozenClock(running.web.clock.now() + timedelta(hours=23, minutes=58))
    client = client_of(tmp_path, clock)
    _, token = sent(client, "/auth/login", {"username": "jiwoo", "password": secret})

    clock.tick(minutes=3)

    body: dict[str, object] = {"current_password": secret, "new_password": OWN_PASSWORD}
    assert sent(client, "/auth/me/password", body, token)[0] == 401


@pytest.mark.requirement("PW-17")
def test_generated_passwords_are_random_and_kept_as_hashes_only(daemun: Commands, running: Services) -> None:
    made = [daemun.json("users", "create", f"jiwoo{n}", "--generate-password") for n in range(3)]

    secrets = {each["password"] for each in made}
    stored = running.store.passwords.find(made[0]["user"]["id"])

    assert len(secrets) == 3
    assert all(len(secret) == 32 for secret in secrets)
    assert stored is not None
    assert made[0]["password"] not in stored.hash


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["minsu"], "This user name is taken"),
        (["a"], "username: This is too short: at least 2 characters."),
        (["jiwoo", "--email", "nowhere"], "email: This is not an email address."),
        (["jiwoo", "--profile", '{"team": "a"}'], "profile: This is not known here."),
    ],
)
def test_a_refused_user_is_told_in_sentences(
    daemun: Commands, running: Services, arguments: list[str], told: str
) -> None:
    add_user(running, "minsu")

    result = daemun("users", "create", *arguments, "--password-stdin", typed=PASSWORD)

    assert result.exit_code == 1
    assert told in result.stderr
    assert result.stdout == ""


def test_a_weak_password_is_told_in_the_language_of_the_terminal(daemun: Commands) -> None:
    result = daemun("users", "create", "minsu", "--password-stdin", typed="password", LANG="ko_KR.UTF-8")

    assert result.exit_code == 1
    assert "다른 비밀번호" in result.stderr
    assert "password: " in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["minsu"],
        ["minsu", "--password-stdin", "--generate-password"],
        ["minsu", "--generate-password", "--role", "not, a role"],
        ["minsu", "--generate-password", "--profile", "[]"],
    ],
)
def test_wrong_usage_makes_nobody(daemun: Commands, running: Services, arguments: list[str]) -> None:
    assert daemun("users", "create", *arguments).exit_code == 2
    assert running.users.list_page() == []


def test_users_are_listed_by_page_for_programs_and_pipes(daemun: Commands, running: Services) -> None:
    for number in range(203):
        running.users.add(running.users.draft(username=f"user-{number}", email=None, profile={}))

    rows = daemun.json("users", "list")["users"]
    header, *lines = daemun("users", "list").stdout.splitlines()

    assert {row["username"] for row in rows} == {f"user-{number}" for number in range(203)}
    assert header.split("\t") == list(rows[0])
    assert [line.split("\t")[0] for line in lines] == [row["id"] for row in rows]
    assert len(daemun.json("users", "list", "--limit", "201")["users"]) == 201


def test_an_empty_list_says_so_and_gives_pipes_nothing(daemun: Commands, running: Services) -> None:
    empty = daemun("users", "list")
    add_user(running, "minsu")
    nobody = daemun("users", "list", "--contains", "nobody")

    assert (empty.stdout, empty.stderr, empty.exit_code) == ("", "there are no users\n", 0)
    assert (nobody.stdout, nobody.stderr, nobody.exit_code) == ("", "no users match\n", 0)
    assert daemun.json("users", "list", "nobody") == {"users": []}


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["MIN"], {"minsu", "minji"}),
        (["minsu@"], {"minsu"}),
        (["--contains", "IN"], {"minsu", "minji"}),
        (["--contains", "woo@"], {"jiwoo"}),
        (["min", "--contains", "ji"], {"minji"}),
        (["--role", "editor"], {"jiwoo"}),
        (["--locked"], {"minji"}),
        (["min", "--not-locked"], {"minsu"}),
        (["nobody"], set()),
    ],
)
def test_users_are_searched(
    daemun: Commands, running: Services, arguments: list[str], names: set[str]
) -> None:
    made = {name: add_user(running, name) for name in ("minsu", "minji", "jiwoo")}
    running.users.lock(made["minji"].id)
    running.roles.grant(made["jiwoo"].id, "editor")

    assert {row["username"] for row in daemun.json("users", "list", *arguments)["users"]} == names


@pytest.mark.parametrize("named", ["Minsu", "minsu@EXAMPLE.kr", "id"])
def test_a_user_is_shown_by_name_address_or_id(daemun: Commands, running: Services, named: str) -> None:
    user = add_user(running, password=PASSWORD)
    tokens = log_in(running, user)

    shown = daemun.json("users", "show", user.id if named == "id" else named)["user"]

    assert (shown["id"], shown["has_password"], shown["must_change_password"]) == (user.id, True, False)
    assert [session["id"] for session in shown["sessions"]] == [tokens.session.id]
    assert shown["last_login_at"] is None
    assert "argon2" not in json.dumps(shown)


def test_the_last_login_is_shown(daemun: Commands, running: Services, tmp_path: Path) -> None:
    add_user(running, password=PASSWORD)
    assert sent(client_of(tmp_path), "/auth/login", {"username": "minsu", "password": PASSWORD})[0] == 200

    assert daemun.json("users", "show", "minsu")["user"]["last_login_at"] is not None


def test_nobody_is_shown_where_nobody_is(daemun: Commands) -> None:
    result = daemun("users", "show", "no\x1b[31mbody")

    assert (result.exit_code, result.stderr) == (1, "Error: there is no user no\\x1b[31mbody\n")


def test_looking_begins_no_installation(tmp_path: Path) -> None:
    result = Commands(tmp_path / "wrong")("users", "list")

    assert result.exit_code == 1
    assert "no installation here" in result.stderr
    assert not (tmp_path / "wrong").exists()


class Profile(BaseModel):
    team: str


def test_the_commands_work_on_the_users_of_an_application(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    auth = Daemun(app, profile=Profile)

    def give(*arguments: str) -> Result:
        return CliRunner().invoke(
            flask_commands, arguments, obj=ScriptInfo(create_app=lambda: app), prog_name="flask daemun"
        )

    # The application says where its users are: before its first request there is nobody.
    assert json.loads(give("users", "list", "--json").stdout) == {"users": []}
    result = give("users", "create", "minsu", "--profile", '{"team": "tea"}', "--generate-password")

    assert result.exit_code == 0, result.output
    with app.app_context():
        user = auth.users.find_by_username("minsu")
        assert user is not None
        assert user.profile == {"team": "tea"}


def test_no_option_takes_a_password(daemun: Commands) -> None:
    for command in ("create", "show", "unlock"):
        shown = daemun("users", command, "--help").stdout
        assert "--password " not in shown
        assert "--password=" not in shown


def test_a_password_is_asked_for_twice_and_never_shown(
    running: Services, tmp_path: Path, on_terminal: Callable[..., str]
) -> None:
    shown = on_terminal("users", "create", "minsu", answers=(PASSWORD, PASSWORD))

    assert "made minsu" in shown
    assert PASSWORD not in shown
    assert sent(client_of(tmp_path), "/auth/login", {"username": "minsu", "password": PASSWORD})[0] == 200


def test_a_terminal_gets_a_table_in_which_ids_are_whole(
    running: Services, on_terminal: Callable[..., str]
) -> None:
    user = add_user(running)

    shown = on_terminal("users", "list")

    assert "username" in shown
    assert user.id in shown


def test_a_forgotten_password_is_replaced_by_one_for_one_login(
    daemun: Commands, running: Services, tmp_path: Path
) -> None:
    add_user(running, password=PASSWORD)

    told = daemun.json("users", "reset-password", "minsu")

    body: dict[str, object] = {"username": "minsu", "password": PASSWORD}
    assert sent(client_of(tmp_path), "/auth/login", body)[0] == 401
    body["password"] = told["password"]
    assert sent(client_of(tmp_path), "/auth/login", body)[0] == 200
    assert sent(client_of(tmp_path), "/auth/login", body)[0] == 401
    assert daemun("users", "reset-password", "nobody").exit_code == 1


def test_an_address_is_given_back_after_a_question(daemun: Commands, running: Services) -> None:
    daemun("users", "create", "minsu", "--email", "thief@example.com", "--generate-password")

    told = daemun.json("users", "restore-address", "minsu", "minsu@example.kr", "--yes")

    assert told["changed"]
    user = running.users.find_by_username("minsu")
    assert user is not None
    assert user.email == "minsu@example.kr"
    assert daemun("users", "restore-address", "minsu", "no address", "--yes").exit_code == 1


def test_a_missing_setting_is_named_before_anybody_is_invited(daemun: Commands) -> None:
    result = daemun("users", "invite", "minsu@example.kr")

    assert result.exit_code == 1
    assert "DAEMUN_MAIL_URL" in result.output


def test_an_invitation_names_its_roles_and_its_end(daemun: Commands, running: Services) -> None:
    with a_mail_server() as server:
        mail = {
            "DAEMUN_MAIL_URL": f"smtp+plain://127.0.0.1:{server.port}",
            "DAEMUN_MAIL_SENDER": "login@shop.example",
            "DAEMUN_MAIL_LINKS_INVITATION": "https://shop.example/invitation",
        }
        command = ("users", "invite", "Minsu@example.kr", "--json", "--role")

        refused = daemun(*command, "a,b", **mail)
        result = daemun(*command, "editor", **mail)

    assert refused.exit_code == 2
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["email"], told["roles"]) == ("Minsu@example.kr", ["editor"])
    assert [each.email for each in running.invitations.list()] == ["Minsu@example.kr"]
    (sent_mail,) = server.received.mails
    assert sent_mail["To"] == "Minsu@example.kr"
    assert "https://shop.example/invitation?token=" in str(sent_mail.get_body(("plain",)))
