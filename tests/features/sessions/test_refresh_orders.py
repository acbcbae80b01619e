"""Refresh tokens in every order, at once, and with clocks that jump."""

from itertools import product

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


@pytest.mark.requirement("RT-03", "RT-04")
@pytest.mark.parametrize("first", ["newest", "previous", "oldest", "wait"])
def test_in_every_order_there_is_one_live_token_or_none(
    services: Services, user: User, frozen_clock: FrozenClock, first: str
) -> None:
    for rest in product(("newest", "previous", "oldest", "wait"), repeat=3):
        _follow(services, log_in(services, user), frozen_clock, (first, "newest", *rest))


def _follow(services: Services, tokens: IssuedTokens, clock: FrozenClock, steps: tuple[str, ...]) -> None:
    """Present tokens in this order, and compare each answer with what the rules say."""
    issued, is_ended, has_waited = [tokens.refresh_token], False, True
    for step in steps:
        if step == "wait":
            clock.tick(seconds=10)
            has_waited = True
            continue
        newest = len(issued) - 1
        index = {"newest": newest, "previous": max(0, newest - 1), "oldest": 0}[step]
        is_doubled = index == newest - 1 and not has_waited
        if is_ended or not (index == newest or is_doubled):
            with pytest.raises(SessionEnded):
                refresh(services, issued[index])
            is_ended = True
        elif is_doubled:
            assert refresh(services, issued[index]).refresh_token == issued[-1], steps
        else:
            issued.append(refresh(services, issued[index]).refresh_token)
            has_waited = False
    assert is_live(services, tokens) is not is_ended, steps


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
    refresh(services, tokens)
    frozen_clock.tick(hours=jump)

    with pytest.raises(SessionEnded):
        refresh(services, tokens)
