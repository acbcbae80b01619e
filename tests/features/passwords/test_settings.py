import pytest
from pydantic import SecretStr, ValidationError

from daemun.features.passwords.settings import PasswordSettings

PEPPER = SecretStr("k" * 43)


@pytest.mark.requirement("PW-02", "PW-03")
@pytest.mark.parametrize("lengths", [{"min_length": 7}, {"min_length": 0}, {"max_length": 63}])
def test_lengths_that_no_standard_permits_are_refused(lengths: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        PasswordSettings(**lengths)


@pytest.mark.requirement("HS-01")
@pytest.mark.parametrize(
    ("memory", "passes"),
    [(19_455, 2), (19_456, 1), (47_103, 1), (12_287, 3), (12_288, 2), (8_192, 16), (65_536, 0)],
)
def test_a_cost_below_the_floor_is_refused(memory: int, passes: int) -> None:
    with pytest.raises(ValidationError):
        PasswordSettings(hash_memory=memory, hash_passes=passes)


@pytest.mark.requirement("HS-01")
@pytest.mark.parametrize(("memory", "passes"), [(19_456, 2), (47_104, 1), (12_288, 3), (65_536, 3)])
def test_a_cost_at_the_floor_or_above_is_accepted(memory: int, passes: int) -> None:
    assert PasswordSettings(hash_memory=memory, hash_passes=passes).hash_memory == memory


@pytest.mark.requirement("HS-04")
def test_a_short_pepper_is_refused_without_telling_it() -> None:
    for values in ({"pepper": "short-pepper"}, {"previous_peppers": ("short-pepper",)}):
        with pytest.raises(ValidationError) as refused:
            PasswordSettings.model_validate(values)
        assert "short-pepper" not in str(refused.value)


def test_settings_do_not_show_their_peppers() -> None:
    assert "kkk" not in repr(PasswordSettings(pepper=PEPPER, previous_peppers=(PEPPER,)))
