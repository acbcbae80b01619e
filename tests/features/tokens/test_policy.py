"""What is accepted of access tokens, and what is kept out of them."""

from typing import get_args

from daemun.features.tokens.policy import ACCEPTED_ALGORITHMS, includes_username
from daemun.features.tokens.settings import TokenSettings


def test_every_algorithm_that_may_sign_is_accepted() -> None:
    choices = get_args(TokenSettings.model_fields["algorithm"].annotation)

    assert set(choices) <= set(ACCEPTED_ALGORITHMS)


def test_no_shared_secret_and_no_unsigned_token_is_accepted() -> None:
    assert not [name for name in ACCEPTED_ALGORITHMS if name.startswith("HS") or name == "none"]


def test_a_token_in_a_cookie_does_not_name_its_user() -> None:
    assert includes_username(in_cookies=False)
    assert not includes_username(in_cookies=True)
