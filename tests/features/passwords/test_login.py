from typing import Literal

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, LoginFailed, TryRefused, UserLoggedIn
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import LoggedIn, LoginRequest
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import IssuedTokens
from daemun.features.users.model import User
from daemun.testing import FrozenClock
from daemun.validation import ValidationFailed
from tests.builders import HOME, PASSWORD, add_user, an_origin, log_in

WRONG = "wrong-password-of-somebody"


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services, password=PASSWORD)


def attempt(
    services: Services,
    password: str = PASSWORD,
    *,
    name: str = "minsu",
    device: str | None = None,
    address: str = "192.0.2.7",
) -> IssuedTokens:
    outcome = services.password_login.log_in(
        LoginIdentifier("identifier", name), password, an_origin(address), request=LoginRequest(device=device)
    )
    assert isinstance(outcome, LoggedIn)
    return services.sessions.issue(outcome.opened)


def fail(services: Services, times: int, **options: str) -> None:
    for _ in range(times):
        with pytest.raises(InvalidCredentials):
            attempt(services, WRONG, **options)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("username", "minsu"),
        ("username", "MINSU"),
        ("email", "minsu@example.kr"),
        ("email", "MinSu@EXAMPLE.KR"),
        ("identifier", "Minsu"),
        ("identifier", "minsu@example.kr"),
    ],
)
def test_a_person_logs_in_by_any_name(
    services: Services,
    user: User,
    kind: Literal["username", "email", "identifier"],
    text: str,
    events: list[Event],
) -> None:
    outcome = services.password_login.log_in(LoginIdentifier(kind, text), PASSWORD, HOME)

    assert isinstance(outcome, LoggedIn)
    assert outcome.user == user
    assert events[-1] == UserLoggedIn(user_id=user.id, session_id=outcome.session.id, amr=("pwd",))


def test_a_name_of_one_kind_is_not_taken_for_another(services: Services, user: User) -> None:
    kinds: list[tuple[Literal["username", "email"], str]] = [
        ("username", "minsu@example.kr"),
        ("email", "minsu"),
    ]
    for kind, text in kinds:
        with pytest.raises(InvalidCredentials):
            services.password_login.log_in(LoginIdentifier(kind, text), PASSWORD, HOME)


@pytest.mark.requirement("PW-05")
def test_decomposed_hangul_logs_in_where_composed_was_chosen(services: Services) -> None:
    add_user(services, password="조용한 아침바다의 항구마을에서")

    attempt(services, "조용한 아침바다의 항구마을에서")


@pytest.mark.requirement("EN-01", "TH-10")
def test_every_reason_is_refused_alike_and_recorded_apart(
    services: Services, user: User, events: list[Event]
) -> None:
    locked = add_user(services, "locked", password=PASSWORD)
    services.users.lock(locked.id)
    add_user(services, "without")
    events.clear()

    for name, password in (
        ("minsu", WRONG),
        ("nobody", PASSWORD),
        ("locked", PASSWORD),
        ("without", PASSWORD),
    ):
        with pytest.raises(InvalidCredentials) as refused:
            attempt(services, password, name=name)
        assert (dict(refused.value.params), refused.value.text, refused.value.errors) == ({}, None, ())

    assert [event.reason for event in events if isinstance(event, LoginFailed)] == [
        "wrong_password",
        "unknown_user",
        "locked",
        "wrong_password",
    ]


@pytest.mark.requirement("EN-06", "TH-08")
@pytest.mark.parametrize("name", ["minsu", "nobody", "nobody@example.kr", "no name at all!", "\u200b"])
def test_tries_on_anybody_are_limited_alike(services: Services, user: User, name: str) -> None:
    fail(services, 5, name=name)

    with pytest.raises(TooManyTries) as refused:
        attempt(services, WRONG, name=name)
    assert dict(refused.value.params) == {"retry_after": 30}


@pytest.mark.requirement("EN-06")
def test_all_spellings_of_a_name_share_a_count_whether_it_exists_or_not(
    services: Services, user: User
) -> None:
    for base in ("minsu", "nobody"):
        for spelling in (base, base.upper(), f" {base}", base.title(), f"{base} "):
            fail(services, 1, name=spelling)
        with pytest.raises(TooManyTries):
            attempt(services, WRONG, name=base)


@pytest.mark.requirement("TH-02")
def test_the_right_password_must_wait_too_and_then_starts_anew(
    services: Services, user: User, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    fail(services, 5)
    with pytest.raises(TooManyTries):
        attempt(services)
    frozen_clock.tick(seconds=30)

    attempt(services)
    fail(services, 5)
    assert [event for event in events if isinstance(event, TryRefused)] == [TryRefused(limit="user")]


@pytest.mark.requirement("TH-04")
def test_a_known_device_gets_in_while_strangers_are_locked_out(
    services: Services, user: User, events: list[Event]
) -> None:
    mark = services.login.mark_device(attempt(services).user.id)
    for number in range(5):
        fail(services, 1, address=f"198.51.100.{number}")
    with pytest.raises(TooManyTries):
        attempt(services, address="203.0.113.1")

    tokens = attempt(services, device=mark)

    assert events[-1] == UserLoggedIn(
        user_id=user.id, session_id=tokens.session.id, amr=("pwd",), known_device=True
    )


@pytest.mark.requirement("TH-04")
def test_the_mark_of_another_user_makes_no_device_known(services: Services, user: User) -> None:
    add_user(services, "jiwoo", password=PASSWORD)
    mark = services.login.mark_device(attempt(services, name="jiwoo").user.id)
    fail(services, 5, device=mark)

    with pytest.raises(TooManyTries):
        attempt(services, device=mark)


@pytest.mark.requirement("PW-06")
def test_an_unreadable_password_is_refused_before_anything_is_counted(services: Services, user: User) -> None:
    for _ in range(10):
        with pytest.raises(ValidationFailed):
            attempt(services, "nul\0nul")

    attempt(services)


@pytest.mark.requirement("SE-02", "PW-15")
def test_proving_the_password_again_renews_the_session(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    tokens = log_in(services, user)
    now = frozen_clock.tick(hours=1)

    renewed = services.password_login.reauthenticate(tokens.session.id, PASSWORD, HOME)

    assert renewed.session.id == tokens.session.id
    assert renewed.session.authenticated_at == now
    with pytest.raises(SessionEnded):
        services.sessions.refresh(tokens.refresh_token, HOME)


@pytest.mark.requirement("TH-05")
def test_proving_the_password_again_is_limited_as_on_a_known_device(services: Services, user: User) -> None:
    session_id = log_in(services, user).session.id
    for _ in range(10):
        with pytest.raises(InvalidCredentials):
            services.password_login.reauthenticate(session_id, WRONG, HOME)

    with pytest.raises(TooManyTries):
        services.password_login.reauthenticate(session_id, PASSWORD, HOME)


def test_an_ended_session_cannot_be_renewed(services: Services, user: User) -> None:
    session_id = log_in(services, user).session.id
    services.sessions.revoke(session_id, user_id=user.id, reason="logout")

    for ended in (session_id, "", "no such session"):
        with pytest.raises(SessionEnded):
            services.password_login.reauthenticate(ended, PASSWORD, HOME)


def test_the_trail_tells_why_a_login_failed(services: Services, user: User, events: list[Event]) -> None:
    fail(services, 1)
    fail(services, 1, name="nobody")
    services.users.lock(user.id)
    with pytest.raises(InvalidCredentials):
        attempt(services)

    assert [event for event in events if isinstance(event, LoginFailed)] == [
        LoginFailed(user_id=user.id, factor="pwd", reason="wrong_password"),
        LoginFailed(factor="pwd", reason="unknown_user"),
        LoginFailed(user_id=user.id, factor="pwd", reason="locked"),
    ]


def test_a_password_that_no_rule_can_read_is_told_by_its_place(services: Services, user: User) -> None:
    with pytest.raises(ValidationFailed) as refused:
        attempt(services, "unassigned \U000e01ff and \ud800")

    assert [problem.pointer for problem in refused.value.errors] == ["/password"]
