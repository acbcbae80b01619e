"""Which key signs, which are published, and when the next must be made. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daemun.features.tokens.model import SigningKey
from daemun.features.tokens.settings import TokenSettings


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """What to do with the keys there are."""

    signing: SigningKey | None
    """None: there is no key yet that may sign."""
    published: tuple[SigningKey, ...]
    next_signs_from: datetime | None
    """Not None: make key number `next_number` now, to sign from then on."""
    next_number: int


def plan_keys(all_keys: Sequence[SigningKey], now: datetime, settings: TokenSettings) -> KeyPlan:
    """Decide about keys, ordered by number, removed ones included.

    The newest key whose time has come signs. A key is published from its making until `key_published_after`
    after its successor began to sign. The next is made `key_published_before` ahead of the day on which the
    newest grows old.
    """
    keys = [key for key in all_keys if key.removed_at is None]
    due = [key for key in keys if key.signs_from <= now]
    # A clock that was set back must not leave an installation without a key.
    signing = due[-1] if due else keys[0] if keys else None
    published = tuple(
        key
        for key, successor in zip(keys, [*keys[1:], None], strict=False)
        if successor is None or now < successor.signs_from + settings.key_published_after
    )
    next_number = all_keys[-1].number + 1 if all_keys else 1
    return KeyPlan(signing, published, _next_signs_from(keys, now, settings), next_number)


def _next_signs_from(keys: Sequence[SigningKey], now: datetime, settings: TokenSettings) -> datetime | None:
    if not keys:
        return now
    takes_over_at = keys[-1].signs_from + settings.key_lifetime
    if now < takes_over_at - settings.key_published_before:
        return None
    return max(takes_over_at, now + settings.key_published_before)
