"""Refresh tokens in every order, at once, and with clocks that jump."""

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, SessionRefreshed
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import IssuedTokens
from daemun.features.users.model import User
from daemun.testing import FrozenClock
from tests.builders import HOME, add_user, log_in
from tests.storage.racing import race


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services)


@pytest.fixture
def tokens(services: Services, user: User) -> IssuedTokens:
    return log_in(services, user)


def refresh(services: Services, presented: str | IssuedTokens) -> IssuedTokens:
    text = presented if isinstance(presented, str) else presented.refresh_token
    return services.sessions.refresh(text, HOME)


def is_live(services: Services, tokens: IssuedTokens) -> bool:
    return services.sessions.find_live(tokens.session.id) is not None


@pytest.mark.requirement("RT-03")
def test_of_24_parallel_refreshes_all_get_the_same_successor(
    services: Services, tokens: IssuedTokens, events: list[Event]
) -> None:
    outcomes = race(24, lambda _: refresh(services, tokens).refresh_token)

    assert len(set(outcomes)) == 1
    assert sum(isinstance(event, SessionRefreshed) for event in events) == 1


@pytest.mark.parametrize("jump", [1, -1])
def test_the_current_token_works_after_the_clock_jumped_an_hour(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock, jump: int
) -> None:
    frozen_clock.tick(hours=jump)
    first = refresh(services, tokens)
    frozen_clock.tick(hours=-jump)

    assert refresh(services, first).session.generation == 2


@pytest.mark.parametrize("jump", [1, -1])
def test_a_jump_of_the_clock_never_opens_the_grace_again(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock, jump: int
) -> None:
    refresh(services, refresh(services, tokens))
    frozen_clock.tick(hours=jump)

    with pytest.raises(SessionEnded):
        refresh(services, tokens)


@pytest.mark.requirement("RT-12", "RT-03")
def test_of_24_parallel_tries_after_a_lost_answer_all_get_the_same_sibling(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock
) -> None:
    lost = refresh(services, tokens)
    frozen_clock.tick(hours=3)

    outcomes = race(24, lambda _: refresh(services, tokens).refresh_token)

    assert len({lost.refresh_token, *outcomes}) == 2
    with pytest.raises(SessionEnded):
        refresh(services, lost)
    assert not is_live(services, tokens)


@pytest.mark.requirement("RT-12", "RT-03")
def test_a_successor_that_races_with_its_sibling_never_leaves_two_living_tokens(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    for _ in range(6):
        tokens = log_in(services, user)
        successor = refresh(services, tokens)
        frozen_clock.tick(hours=3)

        def present(number: int, pair: tuple[IssuedTokens, ...] = (tokens, successor)) -> str | None:
            try:
                return refresh(services, pair[number % 2]).refresh_token
            except SessionEnded:
                return None

        race(6, present)

        # Each was dead for the other: two parties hold tokens of one session.
        assert not is_live(services, tokens)


@pytest.mark.requirement("RT-12", "SE-02")
def test_of_a_thief_and_an_owner_neither_keeps_a_session_that_the_other_stepped_up(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock
) -> None:
    with services.login.batch():
        renewed = services.sessions.renew(tokens.session, tokens.user, proven=tokens.session.proven, scope="")
    frozen_clock.tick(seconds=9)
    # Another tab, which was under way.
    with pytest.raises(SessionEnded):
        refresh(services, tokens)
    assert is_live(services, tokens)

    stepped_up_by_a_thief = refresh(services, services.sessions.issue(renewed))
    with pytest.raises(SessionEnded):
        refresh(services, tokens)

    assert not is_live(services, tokens)
    with pytest.raises(SessionEnded):
        refresh(services, stepped_up_by_a_thief)
