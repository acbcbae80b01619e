import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.totp.policy import as_base32, code_at, find_step, step_at
from daemun.testing import START

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "otp-pkce.json").read_text("utf-8"))
SECRET = bytes.fromhex(VECTORS["hotp"]["secret_hex"])


def code_after(steps: int) -> str:
    return code_at(SECRET, step_at(START) + steps)


def test_codes_are_those_of_rfc_4226() -> None:
    assert [code_at(SECRET, step) for step in range(10)] == VECTORS["hotp"]["codes"]


@pytest.mark.requirement("TP-02")
@pytest.mark.parametrize("case", VECTORS["totp"]["cases"], ids=lambda case: str(case["unix"]))
def test_codes_are_those_of_rfc_6238(case: dict[str, int | str]) -> None:
    now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(case["unix"]))
    code = str(case["SHA1"])[-6:]

    assert code_at(SECRET, step_at(now)) == code
    assert find_step(SECRET, code, now=now, window=0) == step_at(now)


@pytest.mark.requirement("TP-02")
@pytest.mark.parametrize(
    ("window", "taken"), [(1, {-1, 0, 1}), (0, {0})], ids=["one step early or late", "strict"]
)
def test_codes_of_steps_further_away_are_refused(window: int, taken: set[int]) -> None:
    found = {
        steps
        for steps in range(-3, 4)
        if find_step(SECRET, code_after(steps), now=START, window=window) is not None
    }

    assert found == taken


@pytest.mark.requirement("TP-06")
@pytest.mark.parametrize(
    "spoilt",
    [
        lambda code: code[:5],
        lambda code: code + "0",
        lambda code: f"{code[:3]} {code[3:]}",
        lambda code: f" {code}",
        lambda code: f"{code}\n",
        lambda code: f"+{code[1:]}",
        lambda code: code.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
        lambda code: code.translate({ord("0") + digit: 0x0660 + digit for digit in range(10)}),
        lambda _code: "",
    ],
)
def test_only_six_ascii_digits_are_a_code(spoilt: object) -> None:
    assert callable(spoilt)
    assert find_step(SECRET, spoilt(code_after(0)), now=START, window=1) is None


@pytest.mark.requirement("TP-06")
@given(st.text())
def test_whatever_is_typed_is_right_or_wrong(code: str) -> None:
    right = {code_after(steps) for steps in (-1, 0, 1)}

    assert (find_step(SECRET, code, now=START, window=1) is not None) == (code in right)


def test_a_secret_needs_no_padding() -> None:
    assert as_base32(bytes(range(20))) == "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT"
