"""One ceremony without a server around it."""

from collections.abc import Callable
from typing import Any

from daemun.features.passkeys import ceremony
from daemun.features.passkeys.errors import PasskeyRefused
from daemun.features.passkeys.model import Assertion, NewCredential, Passkey, RelyingParty
from daemun.randomness import base64url
from daemun.virtual_passkey import VirtualPasskey
from tests.storage.records import NOW

PARTY = RelyingParty("shop.example", "책방", ("https://shop.example", "https://login.shop.example"))
CHALLENGE = base64url(bytes(range(32)))
HANDLE = bytes(64)
Response = dict[str, Any]
NONE = b"\xa3cfmtdnonegattStmt\xa0hauthData"


def make(key: VirtualPasskey, *, origin: str | None = None) -> Response:
    asked = ceremony.creation_options(PARTY, CHALLENGE, user_handle=HANDLE, user_name="minsu", known=())
    return key.create(asked, origin=origin)


def ask(key: VirtualPasskey, *, origin: str | None = None) -> Response:
    return key.get(
        ceremony.request_options(PARTY, CHALLENGE, allowed=(), must_verify_user=True), origin=origin
    )


def read_new(response: Response) -> NewCredential:
    return ceremony.verify_creation(response, PARTY, CHALLENGE)


def known(key: VirtualPasskey) -> Passkey:
    """The passkey as it would be kept."""
    made = read_new(make(key))
    return Passkey(
        id="passkey",
        user_id="minsu",
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


def read_assertion(
    response: Response, passkey: Passkey, *, must_verify_user: bool = True, has_allow_list: bool = False
) -> Assertion:
    return ceremony.verify_assertion(
        response,
        PARTY,
        CHALLENGE,
        passkey,
        must_verify_user=must_verify_user,
        has_allow_list=has_allow_list,
    )


def is_refused(verify: Callable[[], object]) -> bool:
    try:
        verify()
    except PasskeyRefused:
        return True
    return False
