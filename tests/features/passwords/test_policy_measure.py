"""How much of a password must be left when everything predictable in it counts as one letter."""

import pytest

from daemun.features.passwords.policy import find_weaknesses
from daemun.features.passwords.settings import PasswordSettings
from daemun.features.passwords.word_lists import common_passwords


def codes(password: str, *context: str, min_length: int = 15) -> set[str]:
    found = find_weaknesses(
        password,
        settings=PasswordSettings(min_length=min_length),
        context_words=context,
        common=common_passwords(),
    )
    return {weakness.code.value for weakness in found}


@pytest.mark.requirement("PW-20")
def test_what_is_worth_seven_letters_may_be_repeated_and_less_may_not() -> None:
    assert codes("k4v7q2x9" * 2) == {"repeated"}
    assert codes("k4v7q2x9m" * 2) == set()
    assert codes("correctbatstaple" * 2) == set()


@pytest.mark.requirement("PW-20")
def test_what_does_not_come_twice_as_a_whole_is_not_repeated() -> None:
    assert codes("k4v7q2x9" + "k4v7q2x") == set()


@pytest.mark.requirement("PW-20")
def test_of_eight_characters_half_must_be_left() -> None:
    assert codes("abcdekqx", min_length=8) == set()
    assert codes("abcdefqx", min_length=8) == {"sequence"}


@pytest.mark.requirement("PW-20")
def test_a_walk_in_every_second_place_is_no_weakness_while_the_others_are_unpredictable() -> None:
    assert codes("qkwzexrbtvymunij") == set()


@pytest.mark.requirement("PW-10", "PW-13")
def test_fourteen_unpredictable_digits_and_signs_make_up_for_a_common_password() -> None:
    assert codes("password" + "3817406925!8?") == {"common"}
    assert codes("password" + "3817406925!8?4") == set()


@pytest.mark.requirement("PW-12", "PW-13")
@pytest.mark.parametrize(
    ("password", "context", "expected"),
    [
        ("mskim82x7qz4kv9", "mskim82@naver.com", {"context_word"}),
        ("821104x7q3z9k25", "kim821104@naver.com", {"context_word"}),
        ("1992!#z%4+7&9?k", "kim1992@naver.com", set()),
    ],
)
def test_a_name_with_its_number_and_a_long_number_say_little_and_a_year_is_only_four_digits(
    password: str, context: str, expected: set[str]
) -> None:
    assert codes(password, context) == expected
