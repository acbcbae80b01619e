"""Secrets in a file of their own, as container engines and service managers provide them."""

from pathlib import Path

_MAX_BYTES = 65_536


class SecretFileRefused(ValueError):
    """The file cannot be read, or is not text. Neither path nor content is repeated."""


def read_secret_file(path: object) -> list[str]:
    """Read the lines of the file; only a final newline is dropped."""
    if not isinstance(path, str | Path) or not str(path):
        raise SecretFileRefused("must be the path of a file")
    try:
        with Path(path).open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise SecretFileRefused(f"the file cannot be read: {reason or 'not a path'}") from None
    if len(content) > _MAX_BYTES:
        raise SecretFileRefused("the file is too large for a secret")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise SecretFileRefused("the file is not text") from None
    if not any(lines):
        raise SecretFileRefused("the file is empty")
    return lines


def is_readable_by_everybody(path: Path) -> bool:
    """Whether every user of this machine may read the file; False if it does not exist."""
    try:
        return bool(path.stat().st_mode & 0o004)
    except OSError:
        return False
