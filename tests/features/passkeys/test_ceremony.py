"""Every check of WebAuthn Level 3, section 7, of what browsers and authenticators say."""

import json

import cbor2
import pytest

from daemun.features.passkeys import ceremony
from daemun.features.passkeys.errors import PasskeyRefused
from daemun.features.passkeys.model import Assertion
from daemun.randomness import base64url
from daemun.virtual_passkey import Flags, VirtualPasskey
from daemun_verify.base64url import decode_base64url
from tests.features.passkeys.ceremonies import (
    CHALLENGE,
    HANDLE,
    Response,
    ask,
    is_refused,
    known,
    make,
    read_assertion,
    read_new,
)


def test_a_key_that_was_made_and_used_is_accepted() -> None:
    key = VirtualPasskey(synced=False, aaguid=bytes(range(16)))
    passkey = known(key)

    assert passkey.credential_id == key.credential_id
    assert passkey.public_key == key.public_key
    assert passkey.aaguid == "00010203-0405-0607-0809-0a0b0c0d0e0f"
    assert (passkey.transports, passkey.sign_count) == (("internal",), 0)
    assert read_assertion(ask(key), passkey) == Assertion(passkey, 1, False, True)


def test_pages_of_every_origin_of_ours_may_ask() -> None:
    key = VirtualPasskey()

    read_new(make(key, origin="https://login.shop.example"))
    read_assertion(ask(key, origin="https://login.shop.example"), known(key))


def with_client_data(response: Response, **changes: object) -> Response:
    said = json.loads(decode_base64url(response["response"]["clientDataJSON"]))
    said = {name: value for name, value in (said | changes).items() if value is not ...}
    encoded = base64url(json.dumps(said).encode())
    return {**response, "response": {**response["response"], "clientDataJSON": encoded}}


WRONG_CLIENT_DATA: list[dict[str, object]] = [
    {"type": "webauthn.other"},
    {"type": "payment.get"},
    {"challenge": base64url(bytes(32))},
    {"origin": "https://evil.example"},
    {"origin": "https://shop.example.evil.example"},
    {"origin": "http://shop.example"},
    {"origin": "https://shop.example:8443"},
    {"origin": "https://SHOP.example"},
    {"origin": None},
    {"origin": ["https://shop.example"]},
    {"crossOrigin": True},
    {"crossOrigin": "false"},
    {"crossOrigin": None},
    {"topOrigin": "https://evil.example"},
    {"topOrigin": "https://shop.example"},
    {"type": ...},
    {"challenge": ...},
    {"challenge": 7},
    {"origin": ...},
]


@pytest.mark.requirement("WA-02")
@pytest.mark.parametrize("changes", WRONG_CLIENT_DATA, ids=str)
def test_what_a_foreign_page_asked_for_makes_no_passkey(changes: dict[str, object]) -> None:
    with pytest.raises(PasskeyRefused):
        read_new(with_client_data(make(VirtualPasskey()), **changes))


class Foreign(VirtualPasskey):
    """Signs whatever the browser says."""

    def __init__(self, changes: dict[str, object]) -> None:
        super().__init__()
        self._changes = changes

    def _write_client_data(self, said: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in (said | self._changes).items() if value is not ...}


@pytest.mark.requirement("WA-02")
@pytest.mark.parametrize("changes", WRONG_CLIENT_DATA, ids=str)
def test_what_a_foreign_page_asked_for_logs_nobody_in_however_well_it_is_signed(
    changes: dict[str, object],
) -> None:
    key = Foreign({})
    passkey = known(key)
    read_assertion(ask(key), passkey)
    key._changes = changes

    with pytest.raises(PasskeyRefused):
        read_assertion(ask(key), passkey)


@pytest.mark.requirement("WA-02")
@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"\xff", b"{", b"[" * 20_000, b'{"type":1}'])
def test_client_data_that_is_none_is_refused(text: bytes) -> None:
    key = VirtualPasskey()
    response = make(key)
    response["response"]["clientDataJSON"] = base64url(text)

    with pytest.raises(PasskeyRefused):
        ceremony.read_challenge(response)
    with pytest.raises(PasskeyRefused):
        read_new(response)


SYNCED = Flags.BACKUP_ELIGIBLE | Flags.BACKED_UP
GOOD = Flags.USER_PRESENT | Flags.USER_VERIFIED


@pytest.mark.requirement("WA-03")
@pytest.mark.parametrize(
    ("flags", "is_accepted"),
    [
        (GOOD, True),
        (GOOD | SYNCED, True),
        (GOOD | Flags.BACKUP_ELIGIBLE, True),
        (GOOD | Flags.BACKED_UP, False),
        (Flags.USER_PRESENT | SYNCED, False),
        (Flags.USER_VERIFIED | SYNCED, False),
        (SYNCED, False),
        (Flags(0), False),
        (GOOD | 0x80, False),
    ],
    ids=repr,
)
def test_a_new_key_was_made_by_somebody_present_and_verified(flags: Flags, is_accepted: bool) -> None:
    key = VirtualPasskey()
    key.flags = flags

    assert is_refused(lambda: read_new(make(key))) is not is_accepted


@pytest.mark.requirement("WA-03")
@pytest.mark.parametrize(
    ("flags", "is_first_factor", "is_second_factor"),
    [
        (GOOD | SYNCED, True, True),
        (GOOD | Flags.BACKUP_ELIGIBLE, True, True),
        (Flags.USER_PRESENT | SYNCED, False, True),
        (Flags.USER_VERIFIED | SYNCED, False, False),
        (GOOD, False, False),
        (GOOD | Flags.BACKED_UP, False, False),
        (GOOD | SYNCED | Flags.HAS_CREDENTIAL, False, False),
        (GOOD | SYNCED | 0x80, False, False),
    ],
    ids=repr,
)
def test_whoever_logs_in_is_present_and_alone_also_verified_and_a_key_never_becomes_another(
    flags: Flags, is_first_factor: bool, is_second_factor: bool
) -> None:
    key = VirtualPasskey()
    passkey = known(key)
    key.flags = flags
    response = ask(key)

    assert is_refused(lambda: read_assertion(response, passkey)) is not is_first_factor
    assert (
        is_refused(lambda: read_assertion(response, passkey, must_verify_user=False)) is not is_second_factor
    )


@pytest.mark.requirement("WA-03")
def test_a_key_for_another_site_is_refused() -> None:
    key = VirtualPasskey()
    passkey = known(key)
    made = key.create(
        {"rp": {"id": "other.example"}, "user": {"id": ""}, "challenge": CHALLENGE},
        origin="https://shop.example",
    )
    used = key.get(
        {"rpId": "other.example", "allowCredentials": [], "challenge": CHALLENGE},
        origin="https://shop.example",
    )

    assert is_refused(lambda: read_new(made))
    assert is_refused(lambda: read_assertion(used, passkey))


@pytest.mark.parametrize("part", ["authenticatorData", "signature", "clientDataJSON"])
def test_one_flipped_bit_anywhere_is_refused(part: str) -> None:
    key = VirtualPasskey(synced=False)
    passkey = known(key)
    response = ask(key)
    content = decode_base64url(response["response"][part])

    for position in range(0, len(content) * 8, 5):
        flipped = bytearray(content)
        flipped[position // 8] ^= 1 << position % 8
        response["response"][part] = base64url(bytes(flipped))
        assert is_refused(lambda: read_assertion(response, passkey)), position


@pytest.mark.requirement("WA-05")
@pytest.mark.parametrize("names", [("id",), ("rawId",), ("id", "rawId")])
def test_the_id_is_the_one_beside_the_key(names: tuple[str, ...]) -> None:
    response = make(VirtualPasskey()) | dict.fromkeys(names, base64url(b"another"))

    assert is_refused(lambda: read_new(response))


@pytest.mark.requirement("WA-06")
@pytest.mark.parametrize(
    ("handle", "is_first_factor", "is_second_factor"),
    [
        (base64url(HANDLE), True, True),
        (None, False, True),
        ("", False, True),
        (base64url(b"\1" + HANDLE[1:]), False, False),
        (base64url(HANDLE + b"\0"), False, False),
        ("AAA", False, False),
    ],
)
def test_the_user_handle_is_that_of_the_account(
    handle: str | None, is_first_factor: bool, is_second_factor: bool
) -> None:
    key = VirtualPasskey()
    passkey = known(key)
    key.user_handle = handle
    response = ask(key)

    assert is_refused(lambda: read_assertion(response, passkey)) is not is_first_factor
    assert is_refused(lambda: read_assertion(response, passkey, has_allow_list=True)) is not is_second_factor


@pytest.mark.requirement("WA-07")
def test_another_key_does_not_sign_for_this_one() -> None:
    passkey, other = known(VirtualPasskey()), VirtualPasskey()
    make(other)

    assert is_refused(lambda: read_assertion(ask(other), passkey))
    other.credential_id = passkey.credential_id
    assert is_refused(lambda: read_assertion(ask(other), passkey))


def test_the_statement_of_an_authenticator_is_not_asked_for_and_not_believed() -> None:
    response = make(VirtualPasskey())
    read = cbor2.loads(decode_base64url(response["response"]["attestationObject"]))
    odd = {"fmt": "odd", "attStmt": {"sig": b"not a signature"}, "authData": read["authData"]}
    response["response"]["attestationObject"] = base64url(cbor2.dumps(odd))

    assert read_new(response).sign_count == 0


@pytest.mark.parametrize("member", ["id", "rawId", "type", "response"])
def test_a_credential_without_its_parts_is_refused(member: str) -> None:
    key = VirtualPasskey()
    passkey = known(key)
    made, used = make(key), ask(key)
    del made[member], used[member]

    assert is_refused(lambda: read_new(made))
    assert is_refused(lambda: read_assertion(used, passkey))
