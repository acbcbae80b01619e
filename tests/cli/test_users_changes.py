import pytest

from daemun.composition.services import Services
from daemun.features.users.model import User
from tests.builders import HOME, add_user, log_in
from tests.cli.conftest import Commands


@pytest.fixture
def user(running: Services) -> User:
    return add_user(running)


def names_of(running: Services, user: User) -> list[str]:
    return [event.name for event in running.store.audit.list_page(user_id=user.id)]


@pytest.mark.requirement("AC-11")
def test_a_locked_user_is_out_everywhere(daemun: Commands, running: Services, user: User) -> None:
    session = log_in(running, user).session

    first, again = daemun("users", "lock", "minsu"), daemun.json("users", "lock", "minsu")

    assert (first.exit_code, again["changed"]) == (0, False)
    assert running.sessions.find_live(session.id) is None
    locked = running.users.find(user.id)
    assert locked is not None
    assert locked.is_locked
    (event,) = running.store.audit.list_page(user_id=user.id, name="user.locked")
    assert event.origin.user_agent.startswith("daemun users lock (")


@pytest.mark.requirement("LG-01")
def test_an_unlocked_user_may_try_again_at_once(daemun: Commands, running: Services, user: User) -> None:
    for _ in range(5):
        with running.lockout.counted_try(user.id, HOME):
            pass
    running.users.lock(user.id)

    result = daemun.json("users", "unlock", "minsu")

    assert result == {
        "user_id": user.id,
        "username": "minsu",
        "email": "minsu@example.kr",
        "changed": True,
    }
    with running.lockout.counted_try(user.id, HOME):
        pass
    assert {"user.unlocked", "try.forgotten"} <= set(names_of(running, user))


def test_roles_are_granted_and_revoked(daemun: Commands, running: Services, user: User) -> None:
    granted = [daemun.json("users", "grant", "minsu", "editor")["changed"] for _ in range(2)]
    held = running.roles.list_roles(user.id)
    revoked = daemun.json("users", "revoke", user.id, "editor")["changed"]

    assert (granted, held, revoked) == ([True, False], ("editor",), True)
    assert running.roles.list_roles(user.id) == ()


def test_a_role_that_somebody_does_not_have_cannot_be_taken_away(daemun: Commands, user: User) -> None:
    nothing = daemun("users", "revoke", "minsu", "edtior")

    assert nothing.exit_code == 1
    assert "did not have the role edtior" in nothing.output
    assert daemun("users", "revoke", "minsu", "edtior", "--json").exit_code == 1


def test_what_cannot_be_a_role_is_wrong_usage(daemun: Commands, user: User) -> None:
    assert daemun("users", "grant", "minsu", "not, a role").exit_code == 2


def test_a_role_that_nobody_has_yet_is_warned_of(daemun: Commands, running: Services, user: User) -> None:
    first = daemun("users", "grant", "minsu", "editor")
    known = daemun("users", "grant", "minsu", "editor")
    mistyped = daemun("users", "grant", "minsu", "Editro")
    made = daemun("users", "create", "jiwoo", "--role", "editer", "--generate-password")

    assert first.stderr == "warning: nobody has the role editor yet\n"
    assert known.stderr == ""
    assert mistyped.stderr == "warning: nobody has the role Editro yet; did you mean editor?\n"
    assert "warning: nobody has the role editer yet" in made.stderr
    assert running.roles.list_roles(user.id) == ("Editro", "editor")


@pytest.mark.parametrize(
    ("typed", "options", "code", "is_there"),
    [("n\n", [], 1, True), ("", [], 1, True), ("y\n", [], 0, False), ("", ["--yes"], 0, False)],
)
def test_nobody_is_deleted_without_a_yes(
    daemun: Commands,
    running: Services,
    user: User,
    typed: str,
    options: list[str],
    code: int,
    is_there: bool,
) -> None:
    result = daemun("users", "delete", "minsu", *options, typed=typed)

    assert result.exit_code == code
    assert (running.users.find(user.id) is not None) == is_there


@pytest.mark.parametrize(
    "arguments", [["lock", "x"], ["unlock", "x"], ["grant", "x", "a"], ["revoke", "x", "a"], ["delete", "x"]]
)
def test_unknown_users_are_refused(daemun: Commands, arguments: list[str]) -> None:
    result = daemun("users", *arguments)

    assert (result.exit_code, result.stderr) == (1, "Error: there is no user x\n")
