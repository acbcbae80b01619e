from datetime import timedelta

import pytest

from daemun.composition.services import Services
from daemun.features.sessions.model import IssuedTokens
from daemun.features.sessions.revocations import Revocations
from daemun.features.users.model import User
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from daemun_verify import InvalidToken, VerifiedToken
from tests.builders import HOME, add_user, log_in


@pytest.fixture
def elsewhere(store: Store, frozen_clock: FrozenClock) -> Revocations:
    """What another process knows."""
    return Revocations(store.sessions, store.roles, frozen_clock, token_lifetime=timedelta(minutes=10))


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services)


def verified(services: Services, tokens: IssuedTokens) -> VerifiedToken:
    return services.web.verifier.verify(tokens.access_token.text)


@pytest.mark.requirement("SE-10", "SE-12")
def test_a_session_that_ended_is_known_elsewhere_after_the_next_reading(
    services: Services, user: User, elsewhere: Revocations
) -> None:
    ended, kept = (verified(services, log_in(services, user)) for _ in range(2))
    elsewhere.read()
    services.sessions.revoke(ended.session_id or "", user_id=user.id, reason="logout")

    before = elsewhere.is_revoked(ended)
    elsewhere.read()

    assert not before
    assert elsewhere.is_revoked(ended)
    assert not elsewhere.is_revoked(kept)


def test_the_first_reading_finds_everything_that_still_matters(
    services: Services, user: User, frozen_clock: FrozenClock, elsewhere: Revocations
) -> None:
    token = verified(services, log_in(services, user))
    services.sessions.revoke(token.session_id or "", user_id=user.id, reason="logout")
    frozen_clock.tick(minutes=9, seconds=59)

    assert elsewhere.read_at is None
    elsewhere.read()

    assert elsewhere.read_at == frozen_clock.now()
    assert elsewhere.is_revoked(token)


def test_a_commit_that_took_long_is_still_seen(
    services: Services, user: User, frozen_clock: FrozenClock, elsewhere: Revocations, store: Store
) -> None:
    token = verified(services, log_in(services, user))
    written_at = frozen_clock.now()
    frozen_clock.tick(seconds=59)
    elsewhere.read()

    store.sessions.revoke(token.session_id or "", now=written_at)
    elsewhere.read()

    assert elsewhere.is_revoked(token)


@pytest.mark.parametrize("jump", [1, -1])
def test_a_jump_of_the_clock_hides_no_revocation(
    services: Services, user: User, frozen_clock: FrozenClock, elsewhere: Revocations, jump: int
) -> None:
    token = verified(services, log_in(services, user))
    elsewhere.read()
    frozen_clock.tick(hours=jump)
    elsewhere.read()
    services.sessions.revoke_all(user.id, reason="user_locked", origin=HOME)
    frozen_clock.tick(milliseconds=400)

    elsewhere.read()

    assert elsewhere.is_revoked(token)


def test_a_token_with_a_lost_role_is_refused_and_one_without_it_is_not(
    services: Services, user: User, frozen_clock: FrozenClock, elsewhere: Revocations
) -> None:
    services.roles.grant(user.id, "editor")
    before = verified(services, log_in(services, user))
    frozen_clock.tick(seconds=5)
    services.roles.revoke(user.id, "editor")
    after = verified(services, log_in(services, user))
    elsewhere.read()

    assert elsewhere.is_revoked(before)
    assert not elsewhere.is_revoked(after)


def test_a_token_with_a_role_that_was_lost_and_regained_is_good_again(
    services: Services, user: User, frozen_clock: FrozenClock, elsewhere: Revocations
) -> None:
    services.roles.grant(user.id, "editor")
    old = verified(services, log_in(services, user))
    frozen_clock.tick(seconds=1)
    services.roles.revoke(user.id, "editor")
    elsewhere.read()
    frozen_clock.tick(seconds=10)
    services.roles.grant(user.id, "editor")
    new = verified(services, log_in(services, user))
    elsewhere.read()

    assert elsewhere.is_revoked(old)
    assert not elsewhere.is_revoked(new)


def test_the_lost_role_of_one_user_is_kept_by_others(
    services: Services, user: User, elsewhere: Revocations
) -> None:
    other = add_user(services, "jiwoo")
    for each in (user, other):
        services.roles.grant(each.id, "editor")
    token = verified(services, log_in(services, other))
    services.roles.revoke(user.id, "editor")
    elsewhere.read()

    assert not elsewhere.is_revoked(token)


def test_what_concerns_no_living_token_is_forgotten(
    services: Services, user: User, frozen_clock: FrozenClock, elsewhere: Revocations
) -> None:
    services.roles.grant(user.id, "editor")
    token = verified(services, log_in(services, user))
    services.sessions.revoke_all(user.id, reason="user_locked", origin=HOME)
    services.roles.revoke(user.id, "editor")
    elsewhere.read()
    frozen_clock.tick(minutes=11, milliseconds=1)

    elsewhere.read()

    # The token itself has expired a minute ago: nobody asks.
    assert not elsewhere.is_revoked(token)


@pytest.mark.requirement("SE-04", "SE-10")
def test_in_the_process_that_ended_it_a_session_is_revoked_at_once(services: Services, user: User) -> None:
    tokens = log_in(services, user)
    verified(services, tokens)

    services.sessions.revoke(tokens.session.id, user_id=user.id, reason="logout")

    with pytest.raises(InvalidToken, match="revoked"):
        verified(services, tokens)
