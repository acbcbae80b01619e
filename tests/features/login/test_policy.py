import pytest

from daemun.features.login.policy import missing_factors


@pytest.mark.parametrize(
    ("proven", "enrolled", "missing"),
    [
        (("pwd",), (), ()),
        ((), (), ()),
        (("pwd",), ("otp",), ("otp",)),
        (("pwd",), ("otp", "hwk"), ("otp", "hwk")),
        (("pwd", "otp"), ("otp", "hwk"), ()),
        (("otp",), ("otp",), ()),
        (("pwd", "pwd"), ("otp",), ("otp",)),
        (("pwd", "hwk"), ("otp",), ("otp",)),
    ],
)
def test_whoever_enrolled_second_factors_proves_one_of_them(
    proven: tuple[str, ...], enrolled: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    assert missing_factors(proven, enrolled) == missing
