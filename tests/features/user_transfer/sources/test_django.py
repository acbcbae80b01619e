from daemun.features.user_transfer.model import OtherRow, Row
from daemun.features.user_transfer.sources.django import from_django
from tests.features.user_transfer.sources.reading import KOREAN, PASSWORD, is_hash_of, read_sample


def test_users_of_a_dump_are_read_and_everything_else_is_left() -> None:
    minsu, jiwoo, hajun, old = (row.fields for row in read_sample("django.json"))

    assert (minsu["id"], minsu["username"], minsu["email"]) == ("1", "minsu", "minsu@example.kr")
    assert minsu["created_at"] == "2021-05-06T07:08:09.123Z"
    assert is_hash_of(minsu["password_hash"], PASSWORD)
    assert is_hash_of(jiwoo["password_hash"], KOREAN)
    assert (jiwoo["username"], jiwoo["email"]) == (None, "jiwoo@example.kr")
    assert (hajun["password_hash"], hajun["locked"]) == (None, True)
    assert str(old["password_hash"]).startswith("md5$")


def test_names_of_people_are_offered() -> None:
    assert read_sample("django.json")[0].offered == {"first_name": "민수", "last_name": "김"}


def test_of_a_whole_dump_what_is_no_user_is_named_and_groups_stay_behind() -> None:
    password = "pbkdf2_sha256$1000000$abc$def="
    user = {
        "password": password,
        "last_login": None,
        "is_staff": True,
        "groups": [["editors"]],
        "email": None,
    }
    objects: list[dict[str, object]] = [
        {"model": "contenttypes.contenttype", "pk": 1, "fields": {"app_label": "auth", "model": "user"}},
        {"model": "mail.account", "pk": 1, "fields": {"username": "smtp", "password": "secret"}},
        {"model": "people.person", "pk": "a1", "fields": {**user, "username": "minsu", "first_name": None}},
    ]

    content, account, row = (from_django(number, each) for number, each in enumerate(objects, 1))

    assert content == OtherRow(1, "contenttypes.contenttype")
    assert account == OtherRow(2, "mail.account")
    assert isinstance(row, Row)
    assert (row.fields["id"], row.fields["password_hash"]) == ("a1", password)
    assert [left.kind for left in row.left_behind] == ["is_staff", "groups"]
