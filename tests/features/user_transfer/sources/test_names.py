import pytest

from daemun.features.user_transfer.sources.names import names


@pytest.mark.parametrize(
    ("username", "email", "expected"),
    [
        ("minsu", "minsu@example.kr", ("minsu", "minsu@example.kr")),
        ("minsu@example.kr", "", (None, "minsu@example.kr")),
        ("Minsu@example.kr", "minsu@example.kr", (None, "minsu@example.kr")),
        ("", "minsu@example.kr", (None, "minsu@example.kr")),
        ("minsu", None, ("minsu", None)),
        ("minsu@old.example", "minsu@example.kr", ("minsu@old.example", "minsu@example.kr")),
    ],
)
def test_an_address_as_user_name_is_taken_once(
    username: str | None, email: str | None, expected: tuple[str | None, str | None]
) -> None:
    read = names(username, email)

    assert (read["username"], read["email"]) == expected
