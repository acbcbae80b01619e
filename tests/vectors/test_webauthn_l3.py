"""The examples of Web Authentication Level 3: what was offered is accepted, everything else is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from daemun.features.passkeys.ceremony import verify_assertion, verify_creation
from daemun.features.passkeys.errors import PasskeyRefused
from daemun.features.passkeys.model import Assertion, NewCredential, Passkey, RelyingParty
from daemun.randomness import base64url
from tests.storage.records import NOW

VECTORS = json.loads((Path(__file__).parent / "webauthn-l3" / "examples.shared.json").read_text())
EXAMPLES: dict[str, dict[str, dict[str, str]]] = {each["id"]: each for each in VECTORS["examples"]}
PARTY = RelyingParty(VECTORS["rpId"], "Example", (VECTORS["origin"],))
HANDLE = b"h" * 64
REFUSED = {"none-es256-crossOrigin", "packed-es384", "packed-ed448"}
"""A frame of another site, and algorithms that are not offered."""


def response(part: dict[str, str], credential_id: str, **more: str) -> dict[str, Any]:
    known_by = base64url(bytes.fromhex(credential_id))
    names = ("clientDataJSON", "attestationObject", "authenticatorData", "signature")
    parts = {name: base64url(bytes.fromhex(part[name])) for name in names if name in part}
    return {"id": known_by, "rawId": known_by, "type": "public-key", "response": parts | more}


def challenge_of(part: dict[str, str]) -> str:
    return base64url(bytes.fromhex(part["challenge"]))


def create(example: dict[str, dict[str, str]]) -> NewCredential:
    made = example["registration"]
    return verify_creation(response(made, made["credential_id"]), PARTY, challenge_of(made))


def use(example: dict[str, dict[str, str]], passkey: Passkey) -> Assertion:
    used, credential_id = example["authentication"], example["registration"]["credential_id"]
    return verify_assertion(
        response(used, credential_id),
        PARTY,
        challenge_of(used),
        passkey,
        must_verify_user=False,
        has_allow_list=True,
    )


def has_verified_user(example: dict[str, dict[str, str]]) -> bool:
    attestation = bytes.fromhex(example["registration"]["attestationObject"])
    place = attestation.index(b"hauthData") + len(b"hauthData")
    start = place + {0x58: 2, 0x59: 3}[attestation[place]]
    return bool(attestation[start + 32] & 0x04)


@pytest.mark.requirement("WA-02")
@pytest.mark.requirement("WA-04")
@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_is_accepted_or_refused_as_we_promise(name: str) -> None:
    example = EXAMPLES[name]
    if name in REFUSED or not has_verified_user(example):
        with pytest.raises(PasskeyRefused):
            create(example)
        return

    made = create(example)
    passkey = Passkey(
        id="",
        user_id="",
        credential_id=made.credential_id,
        public_key=made.public_key,
        user_handle=HANDLE,
        name="",
        aaguid=made.aaguid,
        transports=made.transports,
        sign_count=made.sign_count,
        is_backup_eligible=made.is_backup_eligible,
        is_backed_up=made.is_backed_up,
        created_at=NOW,
    )

    assert use(example, passkey).passkey == passkey
