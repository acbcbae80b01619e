"""What browsers write is read, also by newer ones; what is none of it is refused."""

import pytest
from pydantic import ValidationError

from daemun.features.passkeys.browser_json import Credential, NewCredential
from daemun.virtual_passkey import VirtualPasskey

MAKE = {
    "rp": {"id": "shop.example"},
    "user": {"id": "AAAA"},
    "challenge": "AAAA",
}
ASK = {"rpId": "shop.example", "allowCredentials": [], "challenge": "AAAA"}


def test_what_a_browser_writes_is_read_and_the_rest_left_out() -> None:
    passkey = VirtualPasskey()
    made, used = passkey.create(MAKE), passkey.get(ASK)
    made["response"]["publicKeyAlgorithm"] = -7

    assert NewCredential.model_validate(made).as_json() == {
        "id": made["id"],
        "rawId": made["rawId"],
        "type": "public-key",
        "response": {
            name: made["response"][name] for name in ("clientDataJSON", "attestationObject", "transports")
        },
    }
    assert Credential.model_validate(used).as_json()["response"] == used["response"]


@pytest.mark.requirement("WA-10")
@pytest.mark.parametrize(
    ("member", "wrong"),
    [("id", "not+base64url"), ("rawId", 7), ("type", "password"), ("response", []), ("id", "A" * 60_001)],
)
def test_what_no_browser_writes_is_refused(member: str, wrong: object) -> None:
    with pytest.raises(ValidationError):
        Credential.model_validate(VirtualPasskey().get(ASK) | {member: wrong})
