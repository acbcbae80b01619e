"""Naver's sealed identifiers, in each way to write base64."""

import base64
import hmac
from hashlib import md5, sha256

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.ciphers.modes import CBC

from daemun import Preset
from daemun.features.social_login.errors import ProviderRefused
from daemun.features.social_login.model import Notification
from daemun.features.social_login.notifications import read_notification
from daemun.features.social_login.provider import Provider
from daemun.features.social_login.settings import ProviderSettings
from daemun.testing import START

SECRET = "hush-hush"
KEY = md5(SECRET.encode(), usedforsecurity=False).digest()


def naver(preset: object = "naver", secret: str | None = SECRET) -> Provider:
    settings = {"preset": preset, "client_id": "shop", "client_secret": secret}
    return Provider.from_settings("naver", ProviderSettings.model_validate(settings))


def sealed(plain: bytes) -> bytes:
    encryptor = Cipher(AES128(KEY), CBC(b"\xfb" * 16)).encryptor()
    return b"\xfb" * 16 + encryptor.update(plain) + encryptor.finalize()


def posted(identifier: str, key: bytes = KEY) -> Notification:
    fields = {"clientId": "shop", "encryptUniqueId": identifier, "timestamp": str(int(START.timestamp()))}
    text = "&".join(f"{name}={value}" for name, value in fields.items())
    signature = base64.b64encode(hmac.new(key, text.encode(), sha256).digest()).decode()
    return Notification({**fields, "signature": signature})


@pytest.mark.parametrize("strip", [True, False])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_both_alphabets_are_read(encode: object, strip: bool) -> None:
    assert callable(encode)
    text = encode(sealed(b"subject-1" + b"\x07" * 7)).decode()

    unlinked = read_notification(naver(), posted(text.rstrip("=") if strip else text), lambda _: None)

    assert unlinked is not None
    assert (unlinked.subject, unlinked.told_at) == ("subject-1", START.replace(microsecond=0))


@pytest.mark.parametrize("plain", [b"no padding here!", b"\xff" * 15 + b"\x01"])
def test_what_is_signed_and_not_sealed_well_is_refused(plain: bytes) -> None:
    with pytest.raises(ProviderRefused):
        read_notification(naver(), posted(base64.b64encode(sealed(plain)).decode()), lambda _: None)


def test_without_a_secret_nobody_can_sign() -> None:
    open_client = naver(Preset(issuer="https://nid.naver.com", notifies="naver"), None)
    identifier = base64.b64encode(sealed(b"subject-1" + b"\x07" * 7)).decode()

    with pytest.raises(ProviderRefused):
        read_notification(open_client, posted(identifier, md5(b"").digest()), lambda _: None)
