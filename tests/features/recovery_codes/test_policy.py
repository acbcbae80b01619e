import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.recovery_codes.policy import make_code, read_code

CODE = make_code(bytes(range(5)), bytes(range(10)))
TEXT = "AAAQ-AAAQ-EAYE-AUDA-OCAJ"


def test_a_code_is_shown_in_groups_of_four() -> None:
    assert str(CODE) == TEXT
    assert CODE.secret not in repr(CODE)


@pytest.mark.requirement("RV-01")
def test_the_secret_part_has_80_bits() -> None:
    assert len({make_code(bytes(5), bytes(9) + bytes([last])).secret for last in range(256)}) == 256
    assert len(CODE.secret) * 5 == 80


@pytest.mark.parametrize(
    "typed",
    [TEXT, TEXT.lower(), TEXT.replace("-", ""), TEXT.replace("-", " "), f" {TEXT} ", TEXT.replace("O", "0")],
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        *("", "287082", TEXT[:-1], f"{TEXT}A", TEXT.replace("A", "9"), TEXT.replace("A", "\uff21")),
        # Capitals of these are letters of ASCII.
        *(TEXT.replace("C", "\u017f"), TEXT.replace("C", "\u0131")),
    ],
)
def test_anything_else_is_none(typed: str) -> None:
    assert read_code(typed) is None


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_none(typed: str) -> None:
    read = read_code(typed)

    assert read is None or read_code(str(read)) == read


@given(st.binary(min_size=5, max_size=5), st.binary(min_size=10, max_size=10))
def test_what_is_shown_is_read_back(label: bytes, secret: bytes) -> None:
    code = make_code(label, secret)

    assert read_code(str(code)) == code
