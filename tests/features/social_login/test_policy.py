from dataclasses import replace
from datetime import UTC, datetime

import pytest

from daemun.features.social_login.model import Claimed
from daemun.features.social_login.policy import Step, first_step, proves_again
from daemun.testing import START
from tests.builders import a_user

NOW = 1_764_460_800
PROVEN = Claimed("school", "https://school.example", "minsu-1", "kim@example.kr", is_email_proven=True)
UNPROVEN = replace(PROVEN, is_email_proven=False)
HAS_PROVEN = a_user(email_verified_at=START)
HAS_NAME = a_user()
HAS_NO_NAME = a_user(username=None, username_key=None)


@pytest.mark.requirement("AC-06")
@pytest.mark.parametrize(
    ("claimed", "owner", "is_automatic", "must_prove", "step"),
    [
        (PROVEN, None, True, True, Step.REGISTER),
        (UNPROVEN, None, True, True, Step.REGISTER),
        (PROVEN, HAS_PROVEN, True, True, Step.CONNECT),
        (PROVEN, HAS_PROVEN, False, True, Step.ASK),
        (PROVEN, HAS_PROVEN, False, False, Step.ASK),
        (UNPROVEN, HAS_PROVEN, True, True, Step.REGISTER),
        (UNPROVEN, HAS_NAME, True, True, Step.REGISTER),
        (UNPROVEN, HAS_NO_NAME, True, True, Step.REGISTER),
        (PROVEN, HAS_NAME, True, True, Step.REGISTER),
        (PROVEN, HAS_NO_NAME, True, True, Step.RECLAIM),
        (PROVEN, HAS_NO_NAME, False, True, Step.RECLAIM),
        (PROVEN, HAS_NAME, True, False, Step.ASK),
        (PROVEN, HAS_NO_NAME, True, False, Step.ASK),
    ],
)
def test_the_first_step(
    claimed: Claimed, owner: object, is_automatic: bool, must_prove: bool, step: Step
) -> None:
    assert first_step(claimed, owner, is_automatic=is_automatic, must_prove=must_prove) is step  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("auth_time", "says_when", "has_other_way", "is_proof"),
    [
        (NOW, True, True, True),
        (NOW - 60, True, True, True),
        (NOW - 61, True, True, False),
        (NOW - 61, True, False, False),
        (None, True, True, False),
        # Whoever leaves `max_age` out of the address gets no `auth_time`.
        (None, True, False, False),
        (NOW - 61, False, True, False),
        (None, False, True, False),
        (None, False, False, True),
        (NOW, False, True, True),
    ],
)
def test_only_who_was_asked_again_has_proven_it_again(
    auth_time: int | None, says_when: bool, has_other_way: bool, is_proof: bool
) -> None:
    left_at = datetime.fromtimestamp(NOW, UTC)

    assert proves_again(auth_time, left_at, says_when=says_when, has_other_way=has_other_way) is is_proof
