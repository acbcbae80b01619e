import pytest

from tests.answers import code_of
from tests.applications import MakeApp

OWN = (
    "/auth/me/passkeys/x",
    "/auth/me/totp/x",
    "/auth/me/identities/x",
    "/auth/me/trusted-devices/x",
    "/auth/sessions/x",
)


@pytest.mark.parametrize("address", OWN)
def test_a_stranger_is_asked_to_log_in_whatever_the_name(make_app: MakeApp, address: str) -> None:
    client = make_app().test_client()

    assert (code_of(client.delete(address)), code_of(client.put(address))) == (
        "token_missing",
        "method_not_allowed",
    )


@pytest.mark.parametrize("address", ["/auth/me/passkeys/options", "/auth/me/totp/confirm"])
def test_a_call_beside_it_takes_its_own_methods_alone(make_app: MakeApp, address: str) -> None:
    client = make_app().test_client()

    assert client.delete(address).headers["Allow"] == "OPTIONS, POST"
    assert client.options(address).headers["Allow"] in ("OPTIONS, POST", "POST, OPTIONS")
    assert code_of(client.delete(f"{address}x")) == "token_missing"
