"""Logging out by a refresh token, whatever became of it."""

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, RefreshTokenReused
from daemun.features.sessions.model import IssuedTokens
from daemun.testing import FrozenClock
from tests.builders import HOME, add_user, log_in


@pytest.fixture
def tokens(services: Services) -> IssuedTokens:
    return log_in(services, add_user(services))


def refresh(services: Services, presented: IssuedTokens) -> IssuedTokens:
    return services.sessions.refresh(presented.refresh_token, HOME)


def is_live(services: Services, tokens: IssuedTokens) -> bool:
    return services.sessions.find_live(tokens.session.id) is not None


@pytest.mark.requirement("SE-04")
@pytest.mark.parametrize("newest", [0, 1, 2])
def test_any_token_that_was_issued_logs_out(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock, newest: int
) -> None:
    held = tokens
    for _ in range(newest):
        held = refresh(services, held)
    frozen_clock.tick(hours=1)

    assert services.sessions.log_out_by_refresh_token(tokens.refresh_token, HOME)

    assert not is_live(services, tokens)
    # Again, as after a lost answer.
    assert services.sessions.log_out_by_refresh_token(tokens.refresh_token, HOME)


def test_a_dead_token_that_logs_out_raises_the_alarm(
    services: Services, tokens: IssuedTokens, events: list[Event]
) -> None:
    refresh(services, refresh(services, tokens))

    services.sessions.log_out_by_refresh_token(tokens.refresh_token, HOME)

    assert any(isinstance(event, RefreshTokenReused) for event in events)


def test_a_forged_token_logs_nobody_out(services: Services, tokens: IssuedTokens) -> None:
    other = log_in(services, add_user(services, "jiwoo"))
    forged = f"{tokens.session.id}.{other.refresh_token.partition('.')[2]}"

    assert not services.sessions.log_out_by_refresh_token(forged, HOME)
    assert is_live(services, tokens)
