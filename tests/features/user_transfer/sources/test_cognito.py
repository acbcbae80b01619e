from tests.features.user_transfer.sources.reading import read_sample


def test_users_of_the_list_are_read_and_names_that_cognito_made_are_none() -> None:
    minsu, jiwoo, hajun = (row.fields for row in read_sample("cognito.json"))

    assert (minsu["username"], minsu["email_verified"]) == ("minsu", True)
    assert minsu["id"] == "11111111-1111-4111-8111-111111111111"
    assert (jiwoo["username"], jiwoo["email"], jiwoo["email_verified"]) == (None, "jiwoo@example.kr", False)
    assert (hajun["username"], hajun["locked"]) == (None, True)
    assert minsu["created_at"] == "2024-01-02T12:04:05.123000+09:00"


def test_csv_is_read_too() -> None:
    minsu, _, hajun = read_sample("cognito.csv")

    assert (minsu.fields["username"], minsu.fields["email_verified"]) == ("minsu", True)
    assert (hajun.fields["username"], hajun.fields["email"]) == ("hajun", None)
    assert [left.kind for left in minsu.left_behind] == ["password", "second_factor"]


def test_it_is_said_that_no_passwords_come_and_who_logs_in_elsewhere() -> None:
    minsu, _, hajun = read_sample("cognito.json")

    assert [left.kind for left in minsu.left_behind] == ["password"]
    assert [left.kind for left in hajun.left_behind] == ["identity"]
    assert minsu.offered == {"name": "김민수", "department": "engineering"}
