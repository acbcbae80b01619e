import pytest

from daemun.features.user_transfer.policy import Collision, KnownUsers, SeenRows, Verdict, keys_of
from daemun.features.users.model import User
from tests.builders import a_user

KIM = a_user()
LEE = a_user(id="user-lee", username_key="lee", email_key="lee@example.kr")


@pytest.mark.parametrize(
    ("user", "verdict"),
    [
        (a_user(id="new", username_key="choi", email_key="choi@example.kr"), "new"),
        (a_user(id="new", username_key="choi", email_key=None), "new"),
        (KIM, "already_there"),
        (a_user(id="new"), "already_there"),
        (a_user(id="new", email_key=None), "already_there"),
        (a_user(id="new", username_key=None), "already_there"),
        (a_user(id="new", username="KIM"), "already_there"),
        (a_user(id="new", username="KIM", email_key=None), "username_taken"),
        (a_user(username_key="kim-renamed"), "already_there"),
        (a_user(email_key="moved@example.kr"), "already_there"),
        (a_user(username_key="choi", email_key="choi@example.kr"), "id_taken"),
        (a_user(id="new", email_key="other@example.kr"), "username_taken"),
        (a_user(id="new", username_key="other"), "email_taken"),
        (a_user(id="new", email_key="lee@example.kr"), "username_taken"),
    ],
)
def test_who_is_new_known_or_in_the_way(user: User, verdict: Verdict) -> None:
    assert KnownUsers([KIM, LEE]).judge(user) == verdict


def test_users_of_the_same_file_count_too() -> None:
    known = KnownUsers([])

    known.add(KIM)

    assert known.judge(a_user(id="new", email_key="other@example.kr")) == "username_taken"


def test_a_row_written_alike_is_one_person_twice_and_another_one_is_in_the_way() -> None:
    seen = SeenRows({})
    seen.add(a_user(id="1", username="Kim", username_key="kim", email=None, email_key=None), 7)

    def judged(**fields: object) -> object:
        return seen.judge(a_user(**{"email": None, "email_key": None, **fields}))

    assert judged(id="2", username="Kim", username_key="kim") == "already_there"
    assert judged(id="2", username="kim", username_key="kim") == Collision("username_taken", 7)
    assert judged(id="1", username="Lee", username_key="lee") == Collision("id_taken", 7)
    assert judged(id="2", username="Lee", username_key="lee") is None


def test_rows_are_found_again_by_their_keys_alone() -> None:
    seen = SeenRows({})
    seen.add(KIM, 7)

    again = SeenRows({key: seen.rows[key] for key in keys_of(KIM)})

    assert again.judge(KIM) == "already_there"
