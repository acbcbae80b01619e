from datetime import timedelta

from daemun.features.users.representation import represent_user
from daemun.testing import START
from tests.builders import a_user


def test_a_user_sees_everything_that_is_theirs_and_nothing_internal() -> None:
    user = a_user(profile={"nickname": "kim"}, locked_at=START)

    assert represent_user(user, roles=("editor",)) == {
        "id": "user-kim",
        "username": "Kim",
        "email": "kim@example.kr",
        "email_verified": False,
        "profile": {"nickname": "kim"},
        "roles": ["editor"],
        "created_at": "2026-11-23T09:00:00.000+00:00",
    }


def test_a_verified_address_shows_as_verified() -> None:
    user = a_user(email_verified_at=START + timedelta(days=1))

    assert represent_user(user, roles=())["email_verified"] is True
