"""The ceremonies of WebAuthn Level 3, section 7: options for browsers, and every check of their answers.

The library is imported at first use: it takes longer to load than all the rest of a start.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from daemun.features.passkeys.challenges import LIFETIME
from daemun.features.passkeys.errors import PasskeyRefused
from daemun.features.passkeys.model import Assertion, NewCredential, Passkey, RelyingParty, Response
from daemun.randomness import base64url
from daemun_verify.base64url import decode_base64url
from daemun_verify.key_rules import check_ed25519_point, check_rsa_key

MAX_CREDENTIAL_ID_BYTES: Final = 1023
_MAX_PUBLIC_KEY_BYTES: Final = 2048
"""An RSA key of 8,192 bits has half of it; what else a key might carry is not kept."""
_ALGORITHMS: Final = (-8, -7, -257)
"""EdDSA, ES256, RS256 (RFC 9053, RFC 8812)."""
_TRANSPORTS: Final = frozenset({"ble", "hybrid", "internal", "nfc", "smart-card", "usb"})
_TIMEOUT: Final = int(LIFETIME.total_seconds()) * 1000


def creation_options(
    party: RelyingParty, challenge: str, *, user_handle: bytes, user_name: str, known: Iterable[Passkey]
) -> dict[str, object]:
    """Options for `navigator.credentials.create`. known: passkeys that are not made twice on one device."""
    return {
        "rp": {"id": party.id, "name": party.name},
        "user": {"id": base64url(user_handle), "name": user_name, "displayName": user_name},
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm} for algorithm in _ALGORITHMS],
        "timeout": _TIMEOUT,
        "excludeCredentials": [_descriptor(passkey) for passkey in known],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }


def request_options(
    party: RelyingParty, challenge: str, *, allowed: Iterable[Passkey], must_verify_user: bool
) -> dict[str, object]:
    """Options for `navigator.credentials.get`. allowed: none for any passkey that the browser knows."""
    return {
        "challenge": challenge,
        "timeout": _TIMEOUT,
        "rpId": party.id,
        "allowCredentials": [_descriptor(passkey) for passkey in allowed],
        "userVerification": "required" if must_verify_user else "preferred",
    }


def read_challenge(response: Response) -> str:
    """The challenge that a browser says it answers. Raises PasskeyRefused."""
    challenge = _client_data(response).get("challenge")
    if not isinstance(challenge, str):
        raise PasskeyRefused
    return challenge


def read_credential_id(response: Response) -> bytes:
    """The id of the credential that a browser says it used. Raises PasskeyRefused."""
    credential_id = _decode(response.get("rawId"))
    if not 0 < len(credential_id) <= MAX_CREDENTIAL_ID_BYTES:
        raise PasskeyRefused
    return credential_id


def verify_creation(response: Response, party: RelyingParty, challenge: str) -> NewCredential:
    """Verify a new credential (section 7.1). Raises PasskeyRefused."""
    from webauthn import verify_registration_response
    from webauthn.helpers import base64url_to_bytes, parse_attestation_object
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    _check_client_data(response)
    credential_id = read_credential_id(response)
    try:
        attestation = _without_statement(_decode(_part(response, "attestationObject")))
        verified = verify_registration_response(
            credential={
                **response,
                "response": {**_inner(response), "attestationObject": base64url(attestation)},
            },
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            require_user_presence=True,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(algorithm) for algorithm in _ALGORITHMS],
        )
        flags = parse_attestation_object(attestation).auth_data.flags
        _check_public_key(verified.credential_public_key)
    except Exception:  # noqa: BLE001 - the library lets through whatever its parsers raise
        raise PasskeyRefused from None
    # The id that the browser names is not signed; the one beside the key is.
    if verified.credential_id != credential_id:
        raise PasskeyRefused
    return NewCredential(
        credential_id=credential_id,
        public_key=verified.credential_public_key,
        aaguid=verified.aaguid,
        transports=_transports(response),
        sign_count=verified.sign_count,
        is_backup_eligible=flags.be,
        is_backed_up=flags.bs,
    )


def verify_assertion(
    response: Response,
    party: RelyingParty,
    challenge: str,
    passkey: Passkey,
    *,
    must_verify_user: bool,
    has_allow_list: bool,
) -> Assertion:
    """Verify a signature by a passkey (section 7.2). The counter is compared when the use is written.

    has_allow_list: the options named the passkeys of a user; then keys that know no user handle do, too.
    Raises PasskeyRefused.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes, parse_authenticator_data

    _check_client_data(response)
    _check_user_handle(response, passkey, may_be_absent=has_allow_list)
    try:
        verified = verify_authentication_response(
            credential=dict(response),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=must_verify_user,
        )
        flags = parse_authenticator_data(_decode(_part(response, "authenticatorData"))).flags
    except Exception:  # noqa: BLE001
        raise PasskeyRefused from None
    if verified.credential_id != passkey.credential_id or flags.be != passkey.is_backup_eligible:
        raise PasskeyRefused
    return Assertion(passkey, verified.new_sign_count, flags.bs, flags.uv)


def _without_statement(attestation_object: bytes) -> bytes:
    """The same object without its statement: none was asked for, and none says anything to us.

    Refuses trailing bytes, and whatever is not written in the one canonical way (CTAP 2.2 section 8).
    """
    from webauthn.helpers import encode_cbor, parse_cbor

    parsed = parse_cbor(attestation_object)
    if encode_cbor(parsed) != attestation_object or parsed.keys() != {"fmt", "attStmt", "authData"}:
        raise PasskeyRefused
    return encode_cbor({"fmt": "none", "attStmt": {}, "authData": parsed["authData"]})


def _check_public_key(encoded: bytes) -> None:
    """Refuse keys that are not on the one curve of their algorithm, and keys that are weak."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography

    if len(encoded) > _MAX_PUBLIC_KEY_BYTES:
        raise PasskeyRefused
    decoded = decode_credential_public_key(encoded)
    match decoded.alg, decoded_public_key_to_cryptography(decoded):
        case -7, EllipticCurvePublicKey(curve=SECP256R1()):
            pass
        case -8, Ed25519PublicKey() as key:
            check_ed25519_point(key.public_bytes_raw())
        case -257, RSAPublicKey() as key:
            check_rsa_key(key)
        case _:
            raise PasskeyRefused


def _check_client_data(response: Response) -> None:
    """Refuse what a page in a frame of another site has asked for: the library does not look at it."""
    client_data = _client_data(response)
    if client_data.get("crossOrigin", False) is not False or "topOrigin" in client_data:
        raise PasskeyRefused


def _check_user_handle(response: Response, passkey: Passkey, *, may_be_absent: bool) -> None:
    handle = _inner(response).get("userHandle")
    if may_be_absent and handle in (None, ""):
        return
    if _decode(handle) != passkey.user_handle:
        raise PasskeyRefused


def _transports(response: Response) -> tuple[str, ...]:
    named = _inner(response).get("transports")
    return tuple(sorted(_TRANSPORTS.intersection(map(str, named)))) if isinstance(named, list) else ()


def _client_data(response: Response) -> Mapping[str, object]:
    try:
        read = json.loads(_decode(_part(response, "clientDataJSON")))
    except (ValueError, RecursionError):
        raise PasskeyRefused from None
    if not isinstance(read, dict):
        raise PasskeyRefused
    return read


def _part(response: Response, name: str) -> object:
    return _inner(response).get(name)


def _inner(response: Response) -> Mapping[str, object]:
    inner = response.get("response")
    if not isinstance(inner, Mapping):
        raise PasskeyRefused
    return inner


def _decode(encoded: object) -> bytes:
    if not isinstance(encoded, str):
        raise PasskeyRefused
    try:
        return decode_base64url(encoded)
    except ValueError:
        raise PasskeyRefused from None


def _descriptor(passkey: Passkey) -> dict[str, object]:
    return {
        "type": "public-key",
        "id": base64url(passkey.credential_id),
        "transports": list(passkey.transports),
    }
