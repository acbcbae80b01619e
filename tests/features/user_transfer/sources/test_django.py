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
