import pytest

from daemun.features.login.errors import SecondFactorRequired
from daemun.features.login.model import FactorRequired
from daemun.features.login.responses import answer_login


def test_a_missing_factor_is_a_problem_that_says_how_to_go_on() -> None:
    with pytest.raises(SecondFactorRequired) as asked:
        answer_login(FactorRequired("secret", ("otp", "hwk")))

    assert dict(asked.value.params) == {"login_attempt": "secret", "factors": ("otp", "hwk")}
    assert (asked.value.status, asked.value.code) == (401, "second_factor_required")
