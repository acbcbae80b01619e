from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.sessions.model import Kind, Proven
from daemun.features.sessions.policy import (
    Presented,
    judge,
    prove,
    proven_by,
    replace_lost,
    rotate,
    wait_after,
    was_just_replaced,
)
from daemun.features.sessions.settings import SessionSettings
from daemun.testing import START
from tests.builders import a_session

SETTINGS = SessionSettings()
STRICT = SessionSettings(refresh_grace=timedelta(0))
JUST_ROTATED = a_session(generation=7, refreshed_at=START)


@pytest.mark.requirement("RT-04")
@pytest.mark.parametrize(
    ("generation", "milliseconds", "meaning"),
    [
        (7, 0, Presented.CURRENT),
        (7, 10**9, Presented.CURRENT),
        (7, -(10**9), Presented.CURRENT),
        (6, 0, Presented.REPEATED),
        (6, 9_999, Presented.REPEATED),
        (6, 10_000, Presented.LOST),
        (6, 10**9, Presented.LOST),
        (6, -9_999, Presented.REPEATED),
        (6, -10_000, Presented.LOST),
        (5, 0, Presented.REUSED),
        (0, 0, Presented.REUSED),
        (8, 0, Presented.AHEAD),
        (2**32 - 1, 0, Presented.AHEAD),
    ],
)
def test_what_a_presented_token_means(generation: int, milliseconds: int, meaning: Presented) -> None:
    now = START + timedelta(milliseconds=milliseconds)

    assert judge(generation, JUST_ROTATED, now, SETTINGS) == meaning


@pytest.mark.requirement("RT-12")
@pytest.mark.parametrize(
    ("generation", "milliseconds", "meaning"),
    [
        (8, 0, Presented.CURRENT),
        (6, 9_999, Presented.REPEATED),
        (6, 10_000, Presented.LOST),
        (7, 0, Presented.REUSED),
        (7, 9_999, Presented.REUSED),
        (5, 0, Presented.REUSED),
        (9, 0, Presented.AHEAD),
    ],
)
def test_a_sibling_kills_the_successor_before_it_and_keeps_the_predecessor(
    generation: int, milliseconds: int, meaning: Presented
) -> None:
    sibling = replace_lost(JUST_ROTATED, START, SETTINGS)

    assert judge(generation, sibling, START + timedelta(milliseconds=milliseconds), SETTINGS) == meaning


@pytest.mark.requirement("RT-12")
def test_a_sibling_of_a_sibling_has_the_same_predecessor_until_one_of_them_is_used() -> None:
    second = replace_lost(replace_lost(JUST_ROTATED, START, SETTINGS), START, SETTINGS)
    used = rotate(second, START, SETTINGS)

    assert (second.generation, second.predecessor) == (9, 6)
    assert (used.generation, used.predecessor) == (10, 9)
    assert judge(6, used, START, SETTINGS) == Presented.REUSED


def test_a_rotation_by_a_program_that_knows_no_siblings_leaves_no_old_predecessor() -> None:
    sibling = replace_lost(JUST_ROTATED, START, SETTINGS)
    by_older_program = replace(sibling, generation=sibling.generation + 1)

    assert by_older_program.predecessor == sibling.generation
    assert judge(6, by_older_program, START, SETTINGS) == Presented.REUSED


@pytest.mark.requirement("RT-04")
@pytest.mark.parametrize("milliseconds", [0, 10**9])
def test_strict_settings_have_neither_grace_nor_siblings(milliseconds: int) -> None:
    now = START + timedelta(milliseconds=milliseconds)

    assert judge(6, JUST_ROTATED, now, STRICT) == Presented.REUSED


@pytest.mark.requirement("RT-05", "SE-03")
@given(steps=st.lists(st.timedeltas(timedelta(0), timedelta(days=14)), max_size=30))
def test_the_idle_end_moves_and_the_absolute_end_never_does(steps: list[timedelta]) -> None:
    session, now = a_session(), START

    for step in steps:
        now += step
        session = rotate(session, now, SETTINGS)

        assert session.expires_at == START + timedelta(days=30)
        assert session.idle_expires_at == min(now + timedelta(days=14), session.expires_at)
        assert not session.is_live(session.idle_expires_at)
        assert session.is_live(now) == (now < session.expires_at)
    assert session.generation == len(steps)


@pytest.mark.parametrize(
    ("milliseconds", "is_live"),
    [(0, True), (14 * 86_400_000 - 1, True), (14 * 86_400_000, False), (14 * 86_400_000 + 1, False)],
)
def test_a_session_is_over_when_its_idle_time_is(milliseconds: int, is_live: bool) -> None:
    assert a_session().is_live(START + timedelta(milliseconds=milliseconds)) is is_live


def test_a_session_is_over_at_its_absolute_end_however_lately_it_was_used() -> None:
    used = a_session(idle_expires_at=START + timedelta(days=99))

    assert used.is_live(used.expires_at - timedelta(milliseconds=1))
    assert not used.is_live(used.expires_at)


def test_a_revoked_session_is_not_live() -> None:
    assert not a_session(revoked_at=START).is_live(START)


def test_the_31st_rotation_within_a_minute_has_to_wait_for_the_rest_of_it() -> None:
    session, now = a_session(), START
    waits = []
    for _ in range(31):
        session = rotate(session, now, SETTINGS)
        waits.append(wait_after(session, now, SETTINGS))
        now += timedelta(seconds=1)

    assert waits[:30] == [None] * 30
    assert waits[30] == timedelta(seconds=30)


@pytest.mark.parametrize("jump", [timedelta(minutes=1), timedelta(hours=1), timedelta(hours=-1)])
def test_a_new_minute_counts_anew_wherever_the_clock_goes(jump: timedelta) -> None:
    busy = a_session(refreshes_in_minute=30)

    rotated = rotate(busy, START + jump, SETTINGS)

    assert rotated.refreshes_in_minute == 1
    assert rotated.minute_started_at == START + jump
    assert wait_after(rotated, START + jump, SETTINGS) is None


KNOWLEDGE, POSSESSION, INHERENCE = (frozenset({kind}) for kind in Kind)
VERIFIED = POSSESSION | INHERENCE


@pytest.mark.requirement("MF-04", "WA-12")
@pytest.mark.parametrize(
    ("steps", "amr", "acr"),
    [
        ([(("pwd",), KNOWLEDGE, False)], "pwd", "aal1"),
        ([(("mail",), frozenset[Kind](), False)], "mail", "aal1"),
        ([(("pwd",), KNOWLEDGE, False), (("otp",), POSSESSION, False)], "pwd otp mfa", "aal2"),
        ([(("pwd",), KNOWLEDGE, False), (("pwd",), KNOWLEDGE, False)], "pwd", "aal1"),
        ([(("otp",), POSSESSION, False), (("hwk",), POSSESSION, True)], "otp hwk", "aal1"),
        ([(("swk", "user"), VERIFIED, False)], "swk user mfa", "aal2"),
        ([(("hwk", "user"), VERIFIED, True)], "hwk user mfa", "aal3"),
        # A key that did not verify its user makes no level three, whatever else was proven.
        ([(("swk", "user"), VERIFIED, False), (("hwk",), POSSESSION, True)], "swk user hwk mfa", "aal2"),
        # What was reached stays.
        ([(("hwk", "user"), VERIFIED, True), (("pwd",), KNOWLEDGE, False)], "hwk user pwd mfa", "aal3"),
    ],
)
def test_what_proofs_amount_to(
    steps: list[tuple[tuple[str, ...], frozenset[Kind], bool]], amr: str, acr: str
) -> None:
    proven = Proven()
    for methods, kinds, is_device_bound in steps:
        proven = prove(proven, methods, kinds, is_device_bound=is_device_bound)

    assert (" ".join(proven.amr), proven.acr) == (amr, acr)


@pytest.mark.parametrize(
    ("amr", "proven", "acr"),
    [
        (("pwd",), ("pwd",), "aal1"),
        (("pwd", "otp"), ("pwd", "otp", "mfa"), "aal2"),
        (("otp", "hwk"), ("otp", "hwk"), "aal1"),
        (("sso", "mfa"), ("sso", "mfa"), "aal2"),
        ((), (), "aal1"),
    ],
)
def test_what_methods_amount_to_that_somebody_else_verified(
    amr: tuple[str, ...], proven: tuple[str, ...], acr: str
) -> None:
    assert (proven_by(amr).amr, proven_by(amr).acr) == (proven, acr)


@pytest.mark.parametrize(
    ("milliseconds", "is_just_now"),
    [(0, True), (9_999, True), (10_000, False), (-9_999, True), (-10_000, False)],
)
def test_for_ten_seconds_a_browser_may_send_what_it_had_before_its_new_login(
    milliseconds: int, is_just_now: bool
) -> None:
    replaced = a_session(revoked_at=START, replaced_at=START)
    now = START + timedelta(milliseconds=milliseconds)

    assert was_just_replaced(replaced, now, SETTINGS) is is_just_now
    assert not was_just_replaced(replaced, now, STRICT)
    assert not was_just_replaced(a_session(revoked_at=START), now, SETTINGS)
