"""Which key signs, which are published, and when the next must be made. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daemun.features.tokens.model import SigningKey
from daemun.features.tokens.settings import TokenSettings

KEY_SET_MAX_AGE = timedelta(minutes=5)
"""How long a verifier may cache the published key set: its `max-age`."""


@dataclass(frozen=True, slots=True)
class KeyDates:
    """The dates of a key, from creation to removal."""

    key: SigningKey
    state: str
    """`next`, `signing`, `published` (no longer signs), `retired` (no longer published) or `removed`."""
    published_until: datetime | None
    """None: no successor is scheduled yet, or the key was removed."""


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """What to do with the existing keys."""

    signing: SigningKey | None
    """None: no key may sign yet."""
    published: tuple[SigningKey, ...]
    next_signs_from: datetime | None
    """If set: make key number `next_number` now, to sign from then on."""
    next_number: int


def plan_keys(all_keys: Sequence[SigningKey], now: datetime, settings: TokenSettings) -> KeyPlan:
    """Decide about keys, ordered by number, removed ones included.

    The newest key that is due signs. A key is published from its creation until `key_published_after` after
    its successor began to sign. The next is made `key_published_before` ahead of the newest key's end.
    """
    keys = _in_use(all_keys)
    published = tuple(key for key, until in _published_until(keys, settings) if until is None or now < until)
    next_number = all_keys[-1].number + 1 if all_keys else 1
    return KeyPlan(
        signing_key(all_keys, now), published, next_signs_from(all_keys, now, settings), next_number
    )


def signing_key(all_keys: Sequence[SigningKey], now: datetime) -> SigningKey | None:
    """Only `signing` of the plan: needed for every token."""
    keys = _in_use(all_keys)
    due = [key for key in keys if key.signs_from <= now]
    # A clock that was set back must not leave an installation without a key.
    return due[-1] if due else keys[0] if keys else None


def next_signs_from(
    all_keys: Sequence[SigningKey], now: datetime, settings: TokenSettings
) -> datetime | None:
    """Only `next_signs_from` of the plan: needed at every login and refresh."""
    keys = _in_use(all_keys)
    if not keys:
        return now
    takes_over_at = keys[-1].signs_from + settings.key_lifetime
    if now < takes_over_at - settings.key_published_before:
        return None
    return max(takes_over_at, now + settings.key_published_before)


def list_dates(all_keys: Sequence[SigningKey], now: datetime, settings: TokenSettings) -> list[KeyDates]:
    """The state and dates of every key, including removed ones."""
    plan = plan_keys(all_keys, now, settings)
    until = {key.id: end for key, end in _published_until(_in_use(all_keys), settings)}
    return [KeyDates(key, _state(key, plan, now), until.get(key.id)) for key in all_keys]


def _state(key: SigningKey, plan: KeyPlan, now: datetime) -> str:
    if key.removed_at is not None:
        return "removed"
    if key == plan.signing:
        return "signing"
    if key not in plan.published:
        return "retired"
    return "next" if now < key.signs_from else "published"


def _in_use(all_keys: Sequence[SigningKey]) -> list[SigningKey]:
    return [key for key in all_keys if key.removed_at is None]


def _published_until(
    keys: Sequence[SigningKey], settings: TokenSettings
) -> Iterator[tuple[SigningKey, datetime | None]]:
    for key, successor in zip(keys, [*keys[1:], None], strict=False):
        yield key, None if successor is None else successor.signs_from + settings.key_published_after
