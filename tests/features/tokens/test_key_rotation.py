from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.tokens.key_rotation import KeyPlan, plan_keys
from daemun.features.tokens.model import SigningKey
from daemun.features.tokens.settings import TokenSettings
from daemun.testing import START

SETTINGS = TokenSettings()
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)


def a_key(number: int, signs_from: datetime = START, **fields: object) -> SigningKey:
    key = SigningKey(
        number=number,
        id=f"key-{number}",
        algorithm="ES256",
        public_jwk={},
        sealed_private_key=b"",
        created_at=signs_from,
        signs_from=signs_from,
    )
    return replace(key, **fields)  # type: ignore[arg-type]


FIRST = a_key(1)
SECOND = a_key(2, START + 90 * DAY)


def plan(keys: list[SigningKey], days: float) -> KeyPlan:
    return plan_keys(keys, START + timedelta(days=days), SETTINGS)


def test_the_first_key_is_made_at_once_and_signs_at_once() -> None:
    assert plan([], 0) == KeyPlan(signing=None, published=(), next_signs_from=START, next_number=1)


@pytest.mark.requirement("JK-04")
@pytest.mark.parametrize(
    ("days", "signing", "published", "next_days"),
    [
        (0, FIRST, (FIRST, SECOND), None),
        (89.999, FIRST, (FIRST, SECOND), None),
        (90, SECOND, (FIRST, SECOND), None),
        (90.999, SECOND, (FIRST, SECOND), None),
        (91, SECOND, (SECOND,), None),
        (178.999, SECOND, (SECOND,), None),
        (179, SECOND, (SECOND,), 180),
        (179.5, SECOND, (SECOND,), 180.5),
        (1000, SECOND, (SECOND,), 1001),
        (-1000, FIRST, (FIRST, SECOND), None),
    ],
)
def test_the_plan_of_two_keys(
    days: float, signing: SigningKey, published: tuple[SigningKey, ...], next_days: float | None
) -> None:
    found = plan([FIRST, SECOND], days)

    assert (found.signing, found.published, found.next_number) == (signing, published, 3)
    assert found.next_signs_from == (None if next_days is None else START + timedelta(days=next_days))


def test_a_removed_key_neither_signs_nor_is_published_and_keeps_its_number() -> None:
    keys = [FIRST, replace(SECOND, removed_at=START)]

    found = plan(keys, 90)

    assert (found.signing, found.published, found.next_number) == (FIRST, (FIRST,), 3)


def test_after_all_keys_were_removed_a_new_one_is_made_at_once() -> None:
    found = plan([replace(FIRST, removed_at=START)], 5)

    assert (found.signing, found.next_signs_from, found.next_number) == (None, START + 5 * DAY, 2)


@given(
    lifetime=st.timedeltas(2 * DAY, 120 * DAY),
    before=st.timedeltas(timedelta(minutes=10), 2 * DAY),
    after=st.timedeltas(2 * HOUR, 5 * DAY),
    step=st.timedeltas(timedelta(minutes=1), 40 * DAY),
)
def test_however_seldom_somebody_looks_a_key_is_published_long_enough(
    lifetime: timedelta, before: timedelta, after: timedelta, step: timedelta
) -> None:
    settings = TokenSettings(key_lifetime=lifetime, key_published_before=before, key_published_after=after)
    keys: list[SigningKey] = []
    seen: dict[str, datetime] = {}
    signed: dict[str, datetime] = {}
    now = START

    for _ in range(60):
        found = plan_keys(keys, now, settings)
        if found.next_signs_from is not None:
            keys.append(a_key(found.next_number, found.next_signs_from, created_at=now))
            found = plan_keys(keys, now, settings)
        assert found.signing is not None
        assert found.signing in found.published
        for key in found.published:
            seen.setdefault(key.id, now)
        signed[found.signing.id] = now
        if found.signing.number > 1:
            assert now - seen[found.signing.id] >= min(before, now - found.signing.created_at)
            assert found.signing.signs_from - found.signing.created_at >= before
        for key_id, at in signed.items():
            if now - at < after:
                assert key_id in {key.id for key in found.published}
        now += step


@pytest.mark.requirement("JK-04")
def test_over_a_year_of_hours_every_key_is_published_a_day_before_and_a_day_after_it_signs() -> None:
    keys: list[SigningKey] = []
    published: dict[str, list[datetime]] = {}
    signed: dict[str, list[datetime]] = {}

    now = START
    while now < START + YEAR:
        found = plan_keys(keys, now, SETTINGS)
        if found.next_signs_from is not None:
            keys.append(a_key(found.next_number, found.next_signs_from))
            found = plan_keys(keys, now, SETTINGS)
        assert found.signing is not None
        signed.setdefault(found.signing.id, []).append(now)
        for key in found.published:
            published.setdefault(key.id, []).append(now)
        now += HOUR

    assert list(signed) == ["key-1", "key-2", "key-3", "key-4", "key-5"]
    for key_id in ("key-2", "key-3", "key-4"):
        assert signed[key_id][0] - published[key_id][0] >= DAY
        assert published[key_id][-1] - signed[key_id][-1] >= DAY
