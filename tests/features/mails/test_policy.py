from datetime import timedelta
from itertools import pairwise

from daemun.features.mails.policy import CLAIMED_FOR, next_try_at
from daemun.testing import START


def test_waits_grow_to_an_hour_and_no_further() -> None:
    waits = [next_try_at(tries, START) - START for tries in range(1, 12)]

    assert all(0 * one < one <= other for one, other in pairwise(waits))
    assert waits[0] <= timedelta(seconds=10)
    assert waits[-1] == waits[-2] == timedelta(hours=1)


def test_a_server_that_greylists_for_five_minutes_is_asked_again_soon_after() -> None:
    at = START
    for tries in range(1, 5):
        at = next_try_at(tries, at)

    assert timedelta(minutes=5) < at - START < timedelta(minutes=15)


def test_a_claim_lasts_longer_than_a_conversation_of_which_each_step_waits_for_ten_seconds() -> None:
    assert timedelta(seconds=10) * 12 < CLAIMED_FOR
