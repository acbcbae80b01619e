"""Passwords that were generated for somebody: good for one login, in which they are replaced."""

from datetime import timedelta

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, LoginFailed
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import LoggedIn
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.sessions.model import IssuedTokens
from daemun.features.users.model import User
from daemun.scope import Restriction
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, add_user
from tests.storage.racing import race

DAY = timedelta(hours=24)
Person = tuple[User, str]
"""A user and the password that was generated."""


@pytest.fixture
def person(services: Services) -> Person:
    user, password = add_user(services), services.passwords.generate()
    password_hash = services.passwords.hash(password)
    until = services.passwords.generated_expires_at()
    with services.store.batches.batch():
        services.passwords.add_generated(user.id, password_hash, expires_at=until)
    return user, password


def log_in(services: Services, password: str) -> IssuedTokens:
    outcome = services.password_login.log_in(LoginIdentifier("username", "minsu"), password, HOME)
    assert isinstance(outcome, LoggedIn)
    return services.sessions.issue(outcome.opened)


def test_a_generated_password_is_long_random_and_easy_to_type(services: Services) -> None:
    made = {services.passwords.generate() for _ in range(50)}

    assert len(made) == 50
    assert all(len(each) == 32 and set(each) <= set("abcdefghijklmnopqrstuvwxyz234567") for each in made)


def test_it_serves_for_a_day(services: Services, frozen_clock: FrozenClock) -> None:
    assert services.passwords.generated_expires_at() == frozen_clock.now() + DAY


def test_its_login_is_good_for_nothing_but_a_password_of_ones_own(services: Services, person: Person) -> None:
    _, password = person

    tokens = log_in(services, password)
    services.password_login.change(tokens.session.id, password, PASSWORD, HOME)

    assert tokens.session.scope == Restriction.PASSWORD_CHANGE
    assert log_in(services, PASSWORD).session.scope == ""


def test_it_opens_one_session_even_for_many_at_once(services: Services, person: Person) -> None:
    def attempt(_: int) -> bool:
        try:
            log_in(services, person[1])
        except InvalidCredentials:
            return False
        return True

    assert race(4, attempt).count(True) == 1


def test_used_it_is_over_and_the_trail_says_so(
    services: Services, person: Person, events: list[Event]
) -> None:
    user, password = person
    log_in(services, password)

    with pytest.raises(InvalidCredentials):
        log_in(services, password)

    assert events[-1] == LoginFailed(user_id=user.id, factor="pwd", reason="generated_password_over")


def test_it_is_over_at_the_very_end_of_its_day(
    services: Services, person: Person, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    user, password = person
    frozen_clock.tick(hours=24)

    with pytest.raises(InvalidCredentials):
        log_in(services, password)

    assert events[-1] == LoginFailed(user_id=user.id, factor="pwd", reason="generated_password_over")


def test_a_millisecond_before_it_serves(
    services: Services, person: Person, frozen_clock: FrozenClock
) -> None:
    frozen_clock.tick(hours=23, minutes=59, seconds=59, milliseconds=999)

    assert log_in(services, person[1]).session.scope == Restriction.PASSWORD_CHANGE


def test_it_cannot_be_replaced_after_its_day(
    services: Services, person: Person, frozen_clock: FrozenClock
) -> None:
    _, password = person
    session = log_in(services, password).session
    frozen_clock.tick(hours=24)

    with pytest.raises(InvalidCredentials):
        services.password_login.change(session.id, password, PASSWORD, HOME)
