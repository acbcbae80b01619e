"""The most common passwords; the lists are in `data/`, their sources in `data/NOTICE.md`."""

from functools import cache
from importlib import resources

from daemun.features.passwords.keyboard import typed_keys

_LISTS = ("common-passwords-100k.txt", "korean-keyboard-passwords.txt")


@cache
def common_passwords() -> frozenset[str]:
    """Every listed password as `typed_keys`; read on the first call, then shared by the whole process."""
    folder = resources.files(__package__).joinpath("data")
    return frozenset(
        typed_keys(password)
        for name in _LISTS
        for password in folder.joinpath(name).read_text(encoding="utf-8").splitlines()
    )
