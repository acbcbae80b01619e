"""Keys and CBOR, byte by byte: what is not exactly as it must be is refused."""

from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from daemun.randomness import base64url
from daemun.virtual_passkey import VirtualPasskey, cbor
from daemun_verify.base64url import decode_base64url
from tests.features.passkeys.ceremonies import (
    NONE,
    Response,
    ask,
    is_refused,
    known,
    make,
    read_assertion,
    read_new,
)


def with_key(encoded: bytes, credential_id: bytes = b"k" * 32) -> Response:
    """A new credential with this public key."""
    key = VirtualPasskey()
    key.credential_id = credential_id
    response = make(key)
    known_part = cbor2.loads(decode_base64url(response["response"]["attestationObject"]))["authData"]
    data = known_part.removesuffix(key.public_key) + encoded
    response["response"]["attestationObject"] = base64url(NONE + cbor(data))
    return response


P256 = ec.derive_private_key(7, ec.SECP256R1()).public_key().public_numbers()
P384 = ec.derive_private_key(7, ec.SECP384R1()).public_key().public_numbers()
ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
MODULUS = rsa.generate_private_key(65537, 2048).public_key().public_numbers().n


@pytest.mark.requirement("WA-04")
@pytest.mark.parametrize(
    ("key", "is_accepted"),
    [
        ({1: 2, 3: -7, -1: 1, -2: P256.x.to_bytes(32), -3: P256.y.to_bytes(32)}, True),
        ({1: 1, 3: -8, -1: 6, -2: ED25519}, True),
        ({1: 3, 3: -257, -1: MODULUS.to_bytes(256), -2: b"\1\0\1"}, True),
        # Not the curve of the algorithm, not on the curve, not that kind of key.
        ({1: 2, 3: -7, -1: 2, -2: P384.x.to_bytes(48), -3: P384.y.to_bytes(48)}, False),
        ({1: 2, 3: -7, -1: 1, -2: P256.x.to_bytes(32), -3: (P256.y + 1).to_bytes(32)}, False),
        ({1: 2, 3: -8, -1: 1, -2: P256.x.to_bytes(32), -3: P256.y.to_bytes(32)}, False),
        ({1: 1, 3: -7, -1: 6, -2: ED25519}, False),
        ({1: 1, 3: -8, -1: 7, -2: bytes(57)}, False),
        # Anybody can sign for these.
        ({1: 1, 3: -8, -1: 6, -2: b"\1" + bytes(31)}, False),
        ({1: 1, 3: -8, -1: 6, -2: bytes(32)}, False),
        ({1: 3, 3: -257, -1: MODULUS.to_bytes(256), -2: b"\1"}, False),
        ({1: 3, 3: -257, -1: (MODULUS >> 1024 | 1).to_bytes(128), -2: b"\1\0\1"}, False),
        # Algorithms that were not offered.
        ({1: 2, 3: -35, -1: 2, -2: P384.x.to_bytes(48), -3: P384.y.to_bytes(48)}, False),
        ({1: 2, 3: -36, -1: 1, -2: P256.x.to_bytes(32), -3: P256.y.to_bytes(32)}, False),
        ({1: 3, 3: -65535, -1: MODULUS.to_bytes(256), -2: b"\1\0\1"}, False),
        ({1: 3, 3: -37, -1: MODULUS.to_bytes(256), -2: b"\1\0\1"}, False),
        ({}, False),
        ({1: 2, 3: -7}, False),
        # Nothing else is kept beside a key.
        ({1: 2, 3: -7, -1: 1, -2: P256.x.to_bytes(32), -3: P256.y.to_bytes(32), 9: bytes(2048)}, False),
    ],
)
def test_only_keys_of_an_offered_algorithm_are_accepted(key: dict[int, Any], is_accepted: bool) -> None:
    assert is_refused(lambda: read_new(with_key(cbor2.dumps(key)))) is not is_accepted


@pytest.mark.requirement("WA-05")
@pytest.mark.parametrize(("length", "is_accepted"), [(1, True), (1023, True), (1024, False), (0, False)])
def test_a_credential_id_has_1023_bytes_at_most(length: int, is_accepted: bool) -> None:
    response = with_key(VirtualPasskey().public_key, b"k" * length)

    assert is_refused(lambda: read_new(response)) is not is_accepted


@pytest.mark.requirement("WA-10")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-1],
        lambda content: content + b"\0",
        lambda content: content + content,
        lambda content: b"",
        lambda content: b"\xa0",
        lambda content: b"\x80",
        lambda content: b"\x81" * 40_000 + b"\0",
        lambda content: b"\xa1\0" * 20_000 + b"\0",
        lambda content: b"\x9f" * 40_000,
        lambda content: b"\x5b\0\0\0\x7f\xff\xff\xff\xff",
        lambda content: b"\x9b\0\0\0\x7f\xff\xff\xff\xff",
        lambda content: b"\xd8\x1c\x81\xd8\x1d\0",
        lambda content: content.replace(b"\xa3cfmt", b"\xa4aa\0cfmt"),
        lambda content: content.replace(b"\xa3cfmt", b"\xbfcfmt") + b"\xff",
        lambda content: content.replace(b"dnone", b"\x78\x04none"),
        lambda content: content.replace(b"\xa3cfmtdnone", b"\xa4cfmtdnonecfmtdnone"),
        lambda content: content.replace(b"hauthDataX", b"hauthDatax"),
    ],
)
def test_cbor_that_is_cut_goes_on_or_is_nested_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    response = make(VirtualPasskey())
    content = decode_base64url(response["response"]["attestationObject"])
    response["response"]["attestationObject"] = base64url(spoil(content))

    assert is_refused(lambda: read_new(response))


@pytest.mark.requirement("WA-10")
@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: data[:36]])
def test_authenticator_data_that_is_cut_or_goes_on_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    key = VirtualPasskey()
    passkey = known(key)
    response = make(key)
    data = cbor2.loads(decode_base64url(response["response"]["attestationObject"]))["authData"]
    response["response"]["attestationObject"] = base64url(NONE + cbor(spoil(data)))
    used = ask(key)
    signed = decode_base64url(used["response"]["authenticatorData"])
    used["response"]["authenticatorData"] = base64url(spoil(signed))

    assert is_refused(lambda: read_new(response))
    assert is_refused(lambda: read_assertion(used, passkey))
