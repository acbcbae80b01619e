"""SecretKey: the one secret of an installation, from which a key for each purpose is derived (RFC 5869)."""

import os
from codecs import BOM_UTF8
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from daemun.randomness import Randomness, base64url
from daemun_verify.base64url import decode_base64url
from daemun_verify.guessable_secret import is_guessable

_MIN_BYTES = 32


class SecretKeyRefused(ValueError):
    """The secret key is too weak, does not match the database, or other users can read its file."""


@dataclass(frozen=True, slots=True, repr=False)
class SecretKey:
    """At least 256 bits that never leave the process and are never in the database."""

    material: bytes

    def derive(self, purpose: str) -> bytes:
        """Derive 32 bytes for one purpose; they reveal nothing about the key or other purposes."""
        info = b"daemun:" + purpose.encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self.material)


def read_secret_key(text: str) -> SecretKey:
    """Read an operator's key from text.

    Raises SecretKeyRefused below 32 bytes, and for text that almost certainly does not come from a generator:
    see `daemun_verify.guessable_secret`.
    """
    material = text.encode()
    if len(material) < _MIN_BYTES:
        raise SecretKeyRefused(
            "the secret key must have at least 32 bytes; make one with: openssl rand -base64 48"
        )
    if is_guessable(material):
        raise SecretKeyRefused("the secret key is guessable; make one with: openssl rand -base64 48")
    return SecretKey(material)


def open_secret_key(path: Path, randomness: Randomness) -> SecretKey:
    """Read the key file, or create it: 256 random bits, readable only by its owner.

    Of several processes that start at once exactly one creates the file; it appears complete or not at all.
    Raises SecretKeyRefused, also if it cannot be created.
    """
    try:
        _make_key_file(path, randomness)
    except OSError as error:
        raise SecretKeyRefused(
            f"the key file cannot be made: {error.filename or path}: {error.strerror}; let the user that runs"
            " this write there, or set DAEMUN_SECRET_KEY_FILE"
        ) from None
    return read_key_file(path)


def _make_key_file(path: Path, randomness: Randomness) -> None:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{base64url(randomness.token(9))}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(base64url(randomness.token(32)))
                file.flush()
                os.fsync(file.fileno())
            # It exists: another process was first.
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()


def read_key_file(path: Path) -> SecretKey:
    """Accept only what `open_secret_key` writes: a damaged file must not become a guessable key.

    Raises SecretKeyRefused, also if other users can read the file.
    """
    try:
        is_open = path.stat().st_mode & 0o077
        text = path.read_bytes().removeprefix(BOM_UTF8).strip()
    except OSError as error:
        raise SecretKeyRefused(f"the key file cannot be read: {path}: {error.strerror}") from None
    if is_open:
        raise SecretKeyRefused(f"the key file can be read by others; run: chmod 600 {path}")
    try:
        material = decode_base64url(text.decode("latin-1"))
    except ValueError:
        material = b""
    if len(material) != _MIN_BYTES:
        raise SecretKeyRefused(f"the key file is damaged: {path}; bring it back from a backup")
    return SecretKey(material)
