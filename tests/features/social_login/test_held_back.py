"""What waits for a person is found by its secret, for one thing, and spent once."""

import pytest
from flask import Flask

from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.social_login.held_back import HeldBack, with_profile
from daemun.features.social_login.model import Claimed, Wish

CLAIMED = Claimed("school", "https://school.example", "1", "minsu@example.kr", claims={"name": "민수"})
WISH = Wish("https://shop.example/back", "/books")


def test_what_is_held_back_is_found_by_its_secret_and_spent_once(app: Flask) -> None:
    services = app.extensions["daemun"]
    held_back = HeldBack(services.one_time_tokens)
    with services.store.batches.batch():
        secret = held_back.keep("profile", CLAIMED, WISH)

    held = held_back.find("profile", secret)

    assert (held.claimed, held.wish, held.user_id) == (CLAIMED, WISH, None)
    with services.store.batches.batch():
        held_back.spend(held)
    with pytest.raises(OneTimeTokenRefused), services.store.batches.batch():
        held_back.spend(held)


def test_what_waits_for_a_login_is_no_unfinished_registration(app: Flask) -> None:
    services = app.extensions["daemun"]
    held_back = HeldBack(services.one_time_tokens)
    with services.store.batches.batch():
        secret = held_back.keep("login", CLAIMED, WISH)

    with pytest.raises(OneTimeTokenRefused):
        held_back.find("profile", secret)


def test_what_is_typed_comes_to_what_the_provider_said() -> None:
    assert with_profile(CLAIMED, {"shoe_size": 265}).claims == {"name": "민수", "shoe_size": 265}
