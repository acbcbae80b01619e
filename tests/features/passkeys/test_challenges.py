"""A challenge serves once, for one kind of ceremony, and only where it was made for."""

from datetime import timedelta

import pytest

from daemun.composition.services import Services
from daemun.features.passkeys.challenges import (
    LIFETIME,
    LOGIN,
    REGISTRATION,
    SECOND_FACTOR,
    STEP_UP,
    Challenges,
)
from daemun.features.passkeys.errors import ChallengeEnded
from daemun.testing import FrozenClock
from daemun_verify.base64url import decode_base64url
from tests.storage.racing import race


@pytest.fixture
def challenges(services: Services) -> Challenges:
    return Challenges(services.one_time_tokens)


@pytest.mark.requirement("WA-01")
def test_a_challenge_is_random_and_gives_back_what_was_put_in(challenges: Challenges) -> None:
    made = {challenges.make(LOGIN) for _ in range(50)}
    with_payload = challenges.make(REGISTRATION, bound_to="session", payload={"user_handle": "abc"})

    assert len(made) == 50
    assert {len(decode_base64url(challenge)) for challenge in made} == {32}
    assert challenges.spend(with_payload, REGISTRATION, bound_to="session") == {"user_handle": "abc"}


@pytest.mark.requirement("WA-01")
def test_of_24_racers_one_spends_it(challenges: Challenges) -> None:
    challenge = challenges.make(LOGIN)

    def spend(_: int) -> bool:
        try:
            challenges.spend(challenge, LOGIN)
        except ChallengeEnded:
            return False
        return True

    assert sum(race(24, spend)) == 1


@pytest.mark.requirement("WA-01")
@pytest.mark.parametrize("purpose", [LOGIN, SECOND_FACTOR, STEP_UP])
def test_a_challenge_of_one_ceremony_is_none_of_another(challenges: Challenges, purpose: object) -> None:
    challenge = challenges.make(REGISTRATION, bound_to="session")

    with pytest.raises(ChallengeEnded):
        challenges.spend(challenge, purpose, bound_to="session")  # type: ignore[arg-type]


@pytest.mark.requirement("WA-01")
@pytest.mark.parametrize("other", ["", "another session"])
def test_only_who_it_was_made_for_spends_it(challenges: Challenges, other: str) -> None:
    challenge = challenges.make(STEP_UP, bound_to="session")

    with pytest.raises(ChallengeEnded):
        challenges.spend(challenge, STEP_UP, bound_to=other)
    challenges.spend(challenge, STEP_UP, bound_to="session")


@pytest.mark.requirement("WA-01")
def test_it_is_over_after_five_minutes(challenges: Challenges, frozen_clock: FrozenClock) -> None:
    early, late = challenges.make(LOGIN), challenges.make(LOGIN)
    assert timedelta(minutes=5) == LIFETIME
    frozen_clock.tick(minutes=4, seconds=59.999)
    challenges.spend(early, LOGIN)
    frozen_clock.tick(seconds=0.001)

    with pytest.raises(ChallengeEnded):
        challenges.spend(late, LOGIN)
