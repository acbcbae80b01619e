"""Accounts at providers, as other products write them."""

from collections.abc import Callable, Iterable, Mapping

from daemun.features.user_transfer.model import ForeignIdentity, LeftBehind

_MAX_SUBJECT = 255
Found = tuple[tuple[ForeignIdentity, ...], tuple[LeftBehind, ...]]


def read_identities(
    given: Iterable[Mapping[str, object]],
    read: Callable[[Mapping[str, object]], tuple[object, object, object]],
) -> Found:
    """Those that say who the person is there, and those that do not. read: provider, subject, address."""
    found, left_behind = [], []
    for each in given:
        provider, subject, email = read(each)
        subject = str(subject) if type(subject) is int else subject
        if isinstance(provider, str) and isinstance(subject, str) and _is_subject(subject):
            found.append(ForeignIdentity(provider, subject, email if isinstance(email, str) else None))
        else:
            left_behind.append(LeftBehind("identity", each))
    return tuple(found), tuple(left_behind)


def _is_subject(text: str) -> bool:
    return 0 < len(text) <= _MAX_SUBJECT and text.isprintable()
