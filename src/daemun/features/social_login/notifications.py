"""Notifications from providers about an account, each in its own format: most often, that its owner revoked
this application's access.
"""

import hmac
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import md5, sha256
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from daemun.features.social_login.errors import ProviderRefused
from daemun.features.social_login.model import Notification, Unlinked, Warned
from daemun.features.social_login.provider import Provider
from daemun.features.social_login.security_events import read_security_event
from daemun_verify.errors import InvalidToken
from daemun_verify.strict_json import read_json_object
from daemun_verify.verification_key import VerificationKey
from daemun_verify.verified_token import read_audience, read_instant
from daemun_verify.verifier import read_signed_content

FindKey = Callable[[str], VerificationKey | None]
Told = Unlinked | Warned
Read = Callable[[Provider, Notification, FindKey], Told | None]

_ENDS: Final = frozenset({"consent-revoked", "account-delete", "account-deleted"})
_BLOCK: Final = 16


def read_notification(provider: Provider, posted: Notification, find_key: FindKey) -> Told | None:
    """Read what happened to which account; None: the notification is about something else.

    Raises ProviderRefused when it does not come from the provider, and ProviderUnavailable.
    """
    read = _READERS.get(provider.preset.notifies or "")
    told = None if read is None else read(provider, posted, find_key)
    # No account has an invalid subject, so none is looked up.
    is_subject = told is not None and told.subject.isprintable()
    return told if is_subject else None


def kakao_authorization(admin_key: str) -> str:
    """The `Authorization` that Kakao and we share."""
    return f"KakaoAK {admin_key}"


def _read_apple(provider: Provider, posted: Notification, find_key: FindKey) -> Unlinked | None:
    """A signed token with JSON in JSON (Apple, "Processing changes for Sign in with Apple accounts")."""
    try:
        signed = read_signed_content(
            posted.fields.get("payload"), algorithms=provider.preset.algorithms, find_key=find_key
        )
        claims = read_json_object(signed.payload)
        # Apple addresses the App ID to which the Services ID of the web belongs.
        ours = {provider.client_id, *provider.app_client_ids}
        if claims.get("iss") != provider.issuer or ours.isdisjoint(read_audience(claims)):
            raise ProviderRefused("notification_refused")
        events, issued_at = claims.get("events"), read_instant(claims, "iat")
        event = events if isinstance(events, Mapping) else read_json_object(str(events).encode())
    except (InvalidToken, ValueError, RecursionError):
        raise ProviderRefused("notification_refused") from None
    subject = event.get("sub")
    if event.get("type") not in _ENDS or not isinstance(subject, str):
        return None
    return Unlinked(subject, datetime.fromtimestamp(issued_at, UTC))


def _read_kakao(provider: Provider, posted: Notification, find_key: FindKey) -> Told | None:
    """A form authenticated only by the key in its header, or a signed event (Kakao, "Unlink webhook",
    "Account status change webhook").
    """
    if posted.event_token is not None:
        return read_security_event(provider, posted.event_token, find_key)
    given, key = posted.authorization.encode("utf-8", "replace"), provider.admin_key
    if key is None or not hmac.compare_digest(given, kakao_authorization(key).encode()):
        raise ProviderRefused("notification_refused")
    subject = posted.fields.get("user_id", "")
    return Unlinked(subject, None) if subject else None


def _read_naver(provider: Provider, posted: Notification, _find_key: FindKey) -> Unlinked | None:
    """Signed and encrypted with keys derived from the client's secret (Naver, login guide 4.4)."""
    secret = provider.client_secret if isinstance(provider.client_secret, str) else ""
    # MD5 and CBC are Naver's choice; the signature is checked before anything is decrypted.
    key = md5(secret.encode(), usedforsecurity=False).digest()
    names = ("clientId", "encryptUniqueId", "timestamp")
    client_id, sealed, timestamp = (posted.fields.get(name, "") for name in names)
    text = f"clientId={client_id}&encryptUniqueId={sealed}&timestamp={timestamp}"
    expected = hmac.new(key, text.encode("utf-8", "replace"), sha256).digest()
    try:
        is_signed = hmac.compare_digest(_decode(posted.fields.get("signature", "")), expected)
        if not secret or not is_signed or client_id != provider.client_id:
            raise ProviderRefused("notification_refused")
        told_at = datetime.fromtimestamp(int(timestamp), UTC)
        return Unlinked(_decrypt(_decode(sealed), key), told_at)
    except (ValueError, Error, OverflowError, OSError):
        raise ProviderRefused("notification_refused") from None


def _decrypt(sealed: bytes, key: bytes) -> str:
    decryptor = Cipher(AES128(key), CBC(sealed[:_BLOCK])).decryptor()
    padded = decryptor.update(sealed[_BLOCK:]) + decryptor.finalize()
    unpadder = PKCS7(_BLOCK * 8).unpadder()
    return (unpadder.update(padded) + unpadder.finalize()).decode()


def _decode(text: str) -> bytes:
    """Accept both alphabets of base64, with or without padding: the guide does not say which."""
    standard = text.strip().rstrip("=").replace("+", "-").replace("/", "_")
    return urlsafe_b64decode(standard + "=" * (-len(standard) % 4))


_READERS: Final[Mapping[str, Read]] = {"apple": _read_apple, "kakao": _read_kakao, "naver": _read_naver}
