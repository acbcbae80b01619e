"""VirtualPasskey: a browser with its authenticator, for tests. Its signatures are real."""

import json
from collections.abc import Mapping
from enum import IntFlag
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from daemun.randomness import Randomness, SystemRandomness, base64url
from daemun_verify.base64url import decode_base64url

_ES256 = -7


class Flags(IntFlag):
    """The flags of authenticator data (WebAuthn Level 3 section 6.1)."""

    USER_PRESENT = 0x01
    USER_VERIFIED = 0x04
    BACKUP_ELIGIBLE = 0x08
    BACKED_UP = 0x10
    HAS_CREDENTIAL = 0x40


class VirtualPasskey:
    """A key for one site. `create` and `get` take the server's options and return what goes into
    `response`.
    """

    def __init__(
        self,
        *,
        synced: bool = True,
        verifies_user: bool = True,
        aaguid: bytes = bytes(16),
        randomness: Randomness | None = None,
    ) -> None:
        """synced: like passkeys of phones and browsers, with a counter that stays 0; else like a security
        key.
        """
        self.credential_id = (randomness or SystemRandomness()).token(32)
        self.flags = Flags.USER_PRESENT
        if verifies_user:
            self.flags |= Flags.USER_VERIFIED
        if synced:
            self.flags |= Flags.BACKUP_ELIGIBLE | Flags.BACKED_UP
        self.sign_count = 0
        self.user_handle: str | None = None
        self._is_counting = not synced
        self._aaguid = aaguid
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: Mapping[str, Any], *, origin: str | None = None) -> dict[str, Any]:
        """What `navigator.credentials.create` returns. origin: of the page; default: https and the site's
        domain.
        """
        self.user_handle, rp_id = options["user"]["id"], options["rp"]["id"]
        attested = self._aaguid + len(self.credential_id).to_bytes(2) + self.credential_id + self.public_key
        data = self._authenticator_data(rp_id, self.flags | Flags.HAS_CREDENTIAL) + attested
        return self._credential(
            clientDataJSON=self._client_data(
                "webauthn.create", options["challenge"], options["rp"]["id"], origin
            ),
            attestationObject=base64url(cbor({"fmt": "none", "attStmt": {}, "authData": data})),
            transports=["internal"],
        )

    def get(self, options: Mapping[str, Any], *, origin: str | None = None) -> dict[str, Any]:
        """What `navigator.credentials.get` returns. Raises LookupError if the site asks for other
        passkeys.
        """
        allowed = [each["id"] for each in options["allowCredentials"]]
        if allowed and base64url(self.credential_id) not in allowed:
            raise LookupError("the site asks for other passkeys")
        if self._is_counting:
            self.sign_count += 1
        client_data = self._client_data("webauthn.get", options["challenge"], options["rpId"], origin)
        data = self._authenticator_data(options["rpId"], self.flags)
        signed = data + sha256(decode_base64url(client_data)).digest()
        return self._credential(
            clientDataJSON=client_data,
            authenticatorData=base64url(data),
            signature=base64url(self._key.sign(signed, ec.ECDSA(SHA256()))),
            userHandle=self.user_handle,
        )

    @property
    def public_key(self) -> bytes:
        """The public half, as COSE (RFC 9053 section 7.1.1)."""
        point = self._key.public_key().public_numbers()
        return cbor({1: 2, 3: _ES256, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})

    def _authenticator_data(self, rp_id: str, flags: Flags) -> bytes:
        return sha256(rp_id.encode()).digest() + bytes([flags]) + self.sign_count.to_bytes(4)

    def _client_data(self, ceremony: str, challenge: str, rp_id: str, origin: str | None) -> str:
        said = self._write_client_data(
            {
                "type": ceremony,
                "challenge": challenge,
                "origin": origin or f"https://{rp_id}",
                "crossOrigin": False,
            }
        )
        return base64url(json.dumps(said, separators=(",", ":")).encode())

    def _write_client_data(self, said: dict[str, object]) -> dict[str, object]:
        """The browser's client data; override it to simulate a browser that lies."""
        return said

    def _credential(self, **response: object) -> dict[str, Any]:
        credential_id = base64url(self.credential_id)
        return {
            "id": credential_id,
            "rawId": credential_id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }


def cbor(value: int | bytes | str | Mapping[Any, Any]) -> bytes:
    """Encode a value as canonical CBOR (RFC 8949)."""
    match value:
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case Mapping():
            return _head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    size = 1 if number < 0x100 else 2 if number < 0x10000 else 4
    return bytes([kind << 5 | {1: 24, 2: 25, 4: 26}[size]]) + number.to_bytes(size)
