"""The authenticator of the test kit behaves as real ones do."""

import cbor2
import pytest
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import base64url_to_bytes

from daemun.virtual_passkey import VirtualPasskey, cbor

CHALLENGE = "A" * 43
MAKE = {"rp": {"id": "shop.example"}, "user": {"id": "AAAA"}, "challenge": CHALLENGE}
ASK = {"rpId": "shop.example", "allowCredentials": [], "challenge": CHALLENGE}


@pytest.mark.parametrize("synced", [True, False])
def test_what_it_makes_and_signs_holds_before_the_library(synced: bool) -> None:
    passkey = VirtualPasskey(synced=synced)
    expected = {
        "expected_challenge": base64url_to_bytes(CHALLENGE),
        "expected_rp_id": "shop.example",
        "expected_origin": "https://shop.example",
        "require_user_verification": True,
    }

    made = verify_registration_response(credential=passkey.create(MAKE), **expected)  # type: ignore[arg-type]
    used = verify_authentication_response(
        credential=passkey.get(ASK),
        credential_public_key=made.credential_public_key,
        credential_current_sign_count=made.sign_count,
        **expected,  # type: ignore[arg-type]
    )

    assert used.new_sign_count == (0 if synced else 1)
    assert used.credential_backed_up is synced


def test_it_does_not_answer_a_site_that_asks_for_others() -> None:
    with pytest.raises(LookupError):
        VirtualPasskey().get({**ASK, "allowCredentials": [{"id": "AAAA"}]})


@pytest.mark.parametrize(
    "value", [0, 23, 24, 255, 256, 65_535, 65_536, -1, -257, b"\0" * 300, "한국어", {1: {"a": b""}, -3: 2}]
)
def test_its_cbor_reads_as_it_was_written(value: object) -> None:
    assert cbor2.loads(cbor(value)) == value  # type: ignore[arg-type]
