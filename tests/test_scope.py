import pytest

from daemun.scope import PASSWORD_CHANGE_SCOPE, password_change_audience
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from daemun_verify import InvalidToken, InvalidTokenCode
from tests.builders import add_user, an_installation, log_in


@pytest.mark.requirement("PW-19")
def test_no_other_service_accepts_a_token_that_may_only_change_the_password() -> None:
    services = an_installation(open_store("sqlite://"), FrozenClock())
    tokens = log_in(services, add_user(services), scope=PASSWORD_CHANGE_SCOPE)

    with pytest.raises(InvalidToken) as refused:
        services.web.verifier.verify(tokens.access_token.text)

    assert refused.value.code == InvalidTokenCode.WRONG_AUDIENCE
    verified = services.web.password_change_verifier.verify(tokens.access_token.text)
    assert verified.audience == (password_change_audience("urn:daemun"),)
    services.close()
