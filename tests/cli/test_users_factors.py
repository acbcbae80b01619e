from collections.abc import Callable

import pytest

from daemun.clock import SystemClock
from daemun.composition.services import Services
from daemun.features.users.model import User
from tests.builders import HOME, add_user, log_in
from tests.cli.conftest import Commands
from tests.features.totp.app import AuthenticatorApp


@pytest.fixture
def user(running: Services) -> User:
    return add_user(running)


def add_app(running: Services, user: User, name: str) -> str:
    session = running.sessions.open_for(user, amr=("pwd", "otp")).session
    begun = running.totp_login.begin(session.id, name)
    running.totp_login.confirm(
        session.id, begun.id, AuthenticatorApp(begun.secret, SystemClock()).code(), HOME
    )
    return begun.id


@pytest.mark.requirement("MF-06")
def test_the_only_factor_is_removed_and_the_trail_says_why(
    daemun: Commands, running: Services, user: User
) -> None:
    factor = add_app(running, user, "my phone")
    session = log_in(running, user).session

    removed = daemun.json("users", "remove-factor", "minsu", "--reason", " lost phone, saw her passport ")

    assert removed == {"user_id": user.id, "kind": "totp", "factor_id": factor}
    assert running.factors.list_of(user.id) == []
    assert running.sessions.find_live(session.id) is None
    (event,) = running.store.audit.list_page(user_id=user.id, name="factor.removed")
    assert event.details["reason"] == "lost phone, saw her passport"
    assert event.origin.user_agent.startswith("daemun users remove-factor (")


def test_of_several_one_must_be_named(daemun: Commands, running: Services, user: User) -> None:
    phone, tablet = (add_app(running, user, name) for name in ("my phone", "my tablet"))

    unsaid = daemun("users", "remove-factor", "minsu", "--reason", "lost")
    assert unsaid.exit_code == 1
    assert f"{phone} (totp, my phone)" in unsaid.output
    assert daemun("users", "remove-factor", "minsu", tablet, "--reason", "lost").exit_code == 0

    assert [factor.id for factor in running.factors.list_of(user.id)] == [phone]
    assert phone in daemun("users", "show", "minsu").output


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [(("--reason", "lost"), 1), (("nothing", "--reason", "lost"), 1), (("--reason", " "), 2)],
)
def test_what_cannot_be_done_is_said(
    daemun: Commands, user: User, arguments: tuple[str, ...], exit_code: int
) -> None:
    assert daemun("users", "remove-factor", "minsu", *arguments).exit_code == exit_code


def test_whether_there_is_such_a_user_and_factor_is_known_before_a_reason_is_asked_for(
    daemun: Commands, user: User
) -> None:
    nobody, nothing = (daemun("users", "remove-factor", name, typed="lost\n") for name in ("nobody", "minsu"))

    assert (nobody.exit_code, nobody.output) == (1, "Error: there is no user nobody\n")
    assert (nothing.exit_code, nothing.output) == (1, "Error: minsu has no such factor\n")


def test_a_reason_is_asked_for(running: Services, user: User, on_terminal: Callable[..., str]) -> None:
    add_app(running, user, "my phone")

    shown = on_terminal("users", "remove-factor", "minsu", answers=("lost phone",))

    assert "Reason: " in shown
    assert running.factors.list_of(user.id) == []
