from dataclasses import replace

import pytest

from daemun.features.social_login.model import Claimed
from daemun.features.social_login.policy import Step, first_step
from daemun.testing import START
from tests.builders import a_user

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
