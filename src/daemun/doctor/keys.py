"""Signing keys: whether they can be used, and whether the next one is made in time."""

from collections.abc import Iterator

from daemun.clock import Clock
from daemun.doctor.finding import Finding, Level
from daemun.features.tokens.key_ring import KeyRing
from daemun.settings.reading import Settings


def examine_keys(keys: KeyRing, settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Look at every key in use."""
    now = clock.now()
    in_use = [key for key in keys.list_keys() if key.removed_at is None]
    if not in_use:
        yield Finding("keys", Level.OK, "there are no signing keys yet: the first login makes one")
        return
    sealed = keys.list_unopenable()
    if sealed:
        yield Finding(
            "keys.seal",
            Level.ERROR,
            f"{len(sealed)} of {len(in_use)} signing keys do not open: another secret key sealed them",
            "restore the right secret key, or run `daemun keys rotate --remove-old`",
            requirement="JK-01",
        )
    else:
        yield Finding("keys.seal", Level.OK, "every signing key opens", requirement="JK-01")
    signing = max((key.signs_from for key in in_use if key.signs_from <= now), default=now)
    days = (now - signing).days
    if now - signing <= settings.tokens.key_lifetime:
        yield Finding("keys.age", Level.OK, f"the key that signs is {days} days old", requirement="JK-05")
    else:
        yield Finding(
            "keys.age",
            Level.WARNING,
            f"the key that signs is {days} days old, and nobody has made the next one",
            "start the server: it makes keys in time",
            requirement="JK-05",
        )
