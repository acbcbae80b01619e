import pytest

from daemun.features.user_transfer.made_names import made_name
from daemun.features.user_transfer.model import NameSource
from daemun.features.user_transfer.record import UserRecord

KIM = UserRecord(id="auth0|77", username="kim@old.example", email="min.su+shop@new.example")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (NameSource.EMAIL, "min.su-shop"),
        (NameSource.ID, "auth0-77"),
        (NameSource.NAME, "kim-old.example"),
    ],
)
def test_a_name_is_made_of_what_the_row_has(source: NameSource, name: str) -> None:
    assert made_name(KIM, source) == name


@pytest.mark.parametrize("source", [NameSource.EMAIL, NameSource.ID, NameSource.NAME])
def test_nothing_is_made_of_nothing(source: NameSource) -> None:
    assert made_name(UserRecord(username="+++"), source) is None
