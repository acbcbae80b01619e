"""Logging in with a passkey, proving it in a session, and what attackers mix up."""

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, PasskeyCopySuspected
from daemun.features.login.errors import LoginAttemptEnded
from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.features.passkeys.errors import ChallengeEnded, PasskeyRefused
from daemun.features.passkeys.model import Site
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.sessions.errors import SessionEnded
from daemun.features.users.model import User
from daemun.testing import FrozenClock
from daemun.virtual_passkey import Flags, VirtualPasskey
from tests.builders import HOME, PASSWORD, add_user, log_in
from tests.storage.racing import race

SITE = Site("shop.example", ("https://shop.example",))


@pytest.fixture
def minsu(services: Services) -> User:
    return add_user(services, password=PASSWORD)


@pytest.fixture
def key(services: Services, minsu: User) -> VirtualPasskey:
    return add(services, minsu, VirtualPasskey(synced=False))


def add(services: Services, user: User, key: VirtualPasskey) -> VirtualPasskey:
    session_id = log_in(services, user).session.id
    response = key.create(services.passkey_login.ask_for_new(session_id, SITE, HOME))
    services.passkey_login.add(session_id, response, SITE, HOME)
    return key


def begin(services: Services, user: User) -> str:
    """A login that misses its second factor."""
    name = LoginIdentifier("username", user.username or "")
    outcome = services.password_login.log_in(name, PASSWORD, HOME)
    assert isinstance(outcome, FactorRequired)
    return outcome.attempt


def test_a_passkey_alone_opens_a_session(services: Services, minsu: User, key: VirtualPasskey) -> None:
    outcome = services.passkey_login.log_in(key.get(services.passkey_login.ask(SITE, HOME)), SITE, HOME)

    assert isinstance(outcome, LoggedIn)
    assert (outcome.user, outcome.session.acr) == (minsu, "aal3")
    assert outcome.session.amr == ("hwk", "user", "mfa")


def test_a_copy_is_refused_and_told(
    services: Services, minsu: User, key: VirtualPasskey, events: list[Event]
) -> None:
    services.passkey_login.log_in(key.get(services.passkey_login.ask(SITE, HOME)), SITE, HOME)
    key.sign_count = 0

    with pytest.raises(PasskeyRefused):
        services.passkey_login.log_in(key.get(services.passkey_login.ask(SITE, HOME)), SITE, HOME)

    assert isinstance(events[-1], PasskeyCopySuspected)
    assert services.store.audit.list_latest(minsu.id, name=PasskeyCopySuspected.name, limit=1)


def test_of_two_uses_with_one_count_one_logs_in(services: Services, key: VirtualPasskey) -> None:
    responses = []
    for _ in range(8):
        key.sign_count = 6
        responses.append(key.get(services.passkey_login.ask(SITE, HOME)))

    def use(number: int) -> bool:
        try:
            services.passkey_login.log_in(responses[number], SITE, HOME)
        except PasskeyRefused:
            return False
        return True

    assert sum(race(8, use)) == 1


@pytest.mark.requirement("WA-07")
def test_one_users_passkey_does_not_finish_anothers_login(
    services: Services, minsu: User, key: VirtualPasskey
) -> None:
    jiwoo = add_user(services, "jiwoo", password=PASSWORD)
    of_jiwoo = add(services, jiwoo, VirtualPasskey())
    attempt = begin(services, minsu)
    options = services.passkey_login.ask_second(attempt, SITE, HOME)

    with pytest.raises(PasskeyRefused):
        services.passkey_login.finish(attempt, of_jiwoo.get({**options, "allowCredentials": []}), SITE, HOME)


@pytest.mark.requirement("WA-01")
def test_challenges_are_not_carried_from_one_ceremony_to_another(
    services: Services, minsu: User, key: VirtualPasskey
) -> None:
    login = services.passkey_login
    here, there = (services.sessions.open_for(minsu, amr=("pwd", "hwk")).session.id for _ in range(2))
    first, second = begin(services, minsu), begin(services, minsu)

    with pytest.raises(ChallengeEnded):
        login.log_in(key.get(login.ask_second(first, SITE, HOME)), SITE, HOME)
    with pytest.raises(ChallengeEnded):
        login.finish(first, key.get(login.ask(SITE, HOME)), SITE, HOME)
    with pytest.raises(ChallengeEnded):
        login.finish(second, key.get(login.ask_second(first, SITE, HOME)), SITE, HOME)
    with pytest.raises(ChallengeEnded):
        login.reauthenticate(here, key.get(login.ask(SITE, HOME)), SITE, HOME)
    with pytest.raises(ChallengeEnded):
        login.reauthenticate(here, key.get(login.ask_in_session(there, SITE, HOME)), SITE, HOME)
    with pytest.raises(ChallengeEnded):
        login.add(here, VirtualPasskey().create(login.ask_for_new(there, SITE, HOME)), SITE, HOME)


def test_a_second_step_is_tried_five_times_at_most_and_finishes_once(
    services: Services, minsu: User, key: VirtualPasskey
) -> None:
    login, attempt = services.passkey_login, begin(services, minsu)
    response = key.get(login.ask_second(attempt, SITE, HOME))

    assert isinstance(login.finish(attempt, response, SITE, HOME), LoggedIn)
    with pytest.raises(LoginAttemptEnded):
        login.ask_second(attempt, SITE, HOME)

    attempt = begin(services, minsu)
    for _ in range(5):
        with pytest.raises(ChallengeEnded):
            login.finish(attempt, response, SITE, HOME)
    with pytest.raises(LoginAttemptEnded):
        login.finish(attempt, key.get(login.ask_second(attempt, SITE, HOME)), SITE, HOME)


def test_in_a_session_a_proof_adds_and_takes_nothing_away(
    services: Services, minsu: User, key: VirtualPasskey, frozen_clock: FrozenClock
) -> None:
    login = services.passkey_login
    session = log_in(services, minsu).session
    frozen_clock.tick(minutes=30)
    key.flags &= ~Flags.USER_VERIFIED

    proven = login.reauthenticate(
        session.id, key.get(login.ask_in_session(session.id, SITE, HOME)), SITE, HOME
    )

    assert proven.session.amr == ("pwd", "hwk", "mfa")
    assert proven.session.authenticated_at == frozen_clock.now()


def test_a_session_that_ended_proves_and_adds_nothing(services: Services, key: VirtualPasskey) -> None:
    login = services.passkey_login

    for refused in (login.ask_in_session, login.ask_for_new):
        with pytest.raises(SessionEnded):
            refused("ended", SITE, HOME)


def test_after_the_last_passkey_is_gone_a_password_is_enough(
    services: Services, minsu: User, key: VirtualPasskey
) -> None:
    (passkey,) = services.passkeys.list_of(minsu.id)
    services.passkeys.remove(minsu.id, passkey.id)

    outcome = services.password_login.log_in(LoginIdentifier("username", "minsu"), PASSWORD, HOME)

    assert isinstance(outcome, LoggedIn)
