from collections.abc import Collection
from dataclasses import dataclass

import pytest

from daemun.features.login.policy import missing_factors, missing_resistance
from daemun.features.sessions.model import Kind, Proven
from daemun.features.sessions.policy import prove

K, P, I = Kind  # noqa: E741 - knowledge, possession, inherence


@dataclass(frozen=True)
class Factor:
    name: str
    kinds: Collection[Kind] = (P,)
    is_spare: bool = False
    resists_phishing: bool = False


@dataclass(frozen=True)
class Step:
    amr: tuple[str, ...]
    kinds: tuple[Kind, ...] = ()


TOTP, PASSKEY = Factor("totp"), Factor("passkey", resists_phishing=True)
SPARE = Factor("recovery_code", is_spare=True)
PASSWORD, CODE = Step(("pwd",), (K,)), Step(("otp",), (P,))
SPARE_CODE, MAIL = Step(("recovery",), (P,)), Step(("mail",))
TOUCHED, VERIFIED = Step(("hwk",), (P,)), Step(("hwk", "user"), (P, I))


def missing(steps: tuple[Step, ...], enrolled: tuple[Factor, ...], *, is_trusted: bool = False) -> str:
    before = Proven()
    for step in steps[:-1]:
        before = prove(before, step.amr, step.kinds)
    last = steps[-1]
    after = prove(before, last.amr, last.kinds)
    return " ".join(missing_factors(before, after, enrolled, step_kinds=last.kinds, is_trusted=is_trusted))


@pytest.mark.parametrize(
    ("steps", "enrolled", "asked"),
    [
        # One factor is enough for those who have no second.
        ((PASSWORD,), (), ""),
        ((MAIL,), (), ""),
        ((TOUCHED,), (), ""),
        # Those who have one are asked for it.
        ((PASSWORD,), (TOTP,), "totp"),
        ((PASSWORD,), (TOTP, PASSKEY, SPARE), "totp passkey recovery_code"),
        ((MAIL,), (TOTP,), "totp"),
        ((PASSWORD, CODE), (TOTP,), ""),
        ((PASSWORD, SPARE_CODE), (TOTP, SPARE), ""),
        ((PASSWORD, TOUCHED), (TOTP, PASSKEY), ""),
        ((MAIL, CODE), (TOTP,), ""),
        # A passkey that verified its user is two kinds.
        ((VERIFIED,), (TOTP, PASSKEY), ""),
        ((VERIFIED,), (TOTP,), ""),
        # One that did not is one kind: another possession is no further kind, but a further proof.
        ((TOUCHED,), (PASSKEY,), "passkey"),
        ((TOUCHED, TOUCHED), (PASSKEY, TOTP), "passkey totp"),
        ((TOUCHED, CODE), (PASSKEY, TOTP), ""),
        ((TOUCHED, PASSWORD), (PASSKEY, TOTP), ""),
        # What proves no kind, and the same thing again, complete nothing.
        ((PASSWORD, MAIL), (TOTP,), "totp"),
        ((MAIL, PASSWORD), (TOTP,), "totp"),
        ((TOUCHED, MAIL), (TOTP, PASSKEY), "totp passkey"),
        ((PASSWORD, PASSWORD), (TOTP,), "totp"),
        ((CODE,), (TOTP,), "totp"),
        # Spare factors alone are asked of nobody.
        ((PASSWORD,), (SPARE,), ""),
    ],
)
def test_those_who_have_a_second_factor_prove_two_kinds_or_one_more(
    steps: tuple[Step, ...], enrolled: tuple[Factor, ...], asked: str
) -> None:
    assert missing(steps, enrolled) == asked


@pytest.mark.parametrize("first", [PASSWORD, MAIL, TOUCHED])
def test_a_trusted_device_stands_for_a_second_factor(first: Step) -> None:
    assert missing((first,), (TOTP, PASSKEY), is_trusted=True) == ""


@pytest.mark.parametrize(
    ("amr", "enrolled", "names"),
    [
        (("pwd",), (TOTP, PASSKEY, SPARE), "passkey"),
        (("pwd", "otp"), (TOTP, PASSKEY, SPARE), "passkey"),
        (("pwd", "hwk"), (TOTP, PASSKEY), ""),
        (("swk",), (PASSKEY,), ""),
        (("pwd", "otp"), (TOTP,), ""),
        (("pwd",), (), ""),
    ],
)
def test_who_must_resist_phishing_proves_a_key_once_there_is_one(
    amr: tuple[str, ...], enrolled: tuple[Factor, ...], names: str
) -> None:
    assert " ".join(missing_resistance(Proven(amr), enrolled)) == names
