import pytest

from daemun.features.social_login.access_token import read_access_token
from daemun.features.social_login.errors import ProviderRefused


def test_the_token_is_found() -> None:
    assert read_access_token({"access_token": "one", "refresh_token": "two"}) == "one"


@pytest.mark.parametrize("tokens", [{}, {"access_token": ""}, {"access_token": 7}, {"access_token": None}])
def test_there_need_be_none(tokens: dict[str, object]) -> None:
    assert read_access_token(tokens) is None


@pytest.mark.parametrize("token", ["one\r\nX-Admin: 1", "one\n", "토큰", "one\x00"])
def test_what_would_not_be_one_header_is_refused(token: str) -> None:
    with pytest.raises(ProviderRefused):
        read_access_token({"access_token": token})
