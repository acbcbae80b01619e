import pytest

from daemun.composition.services import Services
from daemun.features.login.errors import SecondFactorRequired
from daemun.features.login.model import FactorRequired
from daemun.features.login.responses import answer_login


def test_a_missing_factor_is_a_problem_that_says_how_to_go_on(services: Services) -> None:
    with pytest.raises(SecondFactorRequired) as asked:
        answer_login(services.login, FactorRequired("secret", ("totp", "passkey")))

    assert dict(asked.value.params) == {"login_attempt": "secret", "factors": ("totp", "passkey")}
    assert (asked.value.status, asked.value.code) == (401, "second_factor_required")
