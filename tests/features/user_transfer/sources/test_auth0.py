from daemun.features.user_transfer.sources.auth0 import from_auth0
from tests.features.user_transfer.sources.reading import KOREAN, PASSWORD, is_hash_of, read_sample


def test_both_kinds_of_exports_are_read() -> None:
    minsu, jiwoo, hajun, old = (row.fields for row in read_sample("auth0.ndjson"))

    assert (minsu["id"], minsu["email_verified"]) == ("auth0|60425dc43519d90068f82973", True)
    assert is_hash_of(minsu["password_hash"], PASSWORD)
    assert (jiwoo["username"], jiwoo["created_at"]) == ("jiwoo", "2021-03-05T16:34:49.502Z")
    assert is_hash_of(jiwoo["password_hash"], KOREAN)
    assert (hajun["password_hash"], hajun["locked"]) == (None, True)
    assert old["password_hash"] == "md5:5f4dcc3b5aa765d61d8327deb882cf99"


def test_metadata_and_names_are_offered() -> None:
    assert read_sample("auth0.ndjson")[1].offered == {"name": "박지우", "nickname": "지우", "team": "design"}


def test_csv_of_the_export_is_read_too() -> None:
    minsu, jiwoo, _ = read_sample("auth0.csv")

    assert (minsu.fields["id"], minsu.fields["email"]) == ("auth0|6123", "minsu@example.kr")
    assert (minsu.fields["email_verified"], jiwoo.fields["email_verified"]) == (True, False)
    assert (minsu.offered["nickname"], minsu.fields["created_at"]) == ("minsu", "2021-05-06T07:08:09.123Z")


def test_metadata_that_are_columns_of_csv_are_offered_by_their_names() -> None:
    row = from_auth0(1, {"user_id": "auth0|1", "user_metadata.country": "kr", "user_metadata.team": ""})

    assert row.offered == {"country": "kr"}


def test_null_members_are_missing_ones_and_what_stays_behind_is_named() -> None:
    row = from_auth0(
        1,
        {
            "user_id": "auth0|1",
            "email": "kim@example.kr",
            "email_verified": None,
            "blocked": None,
            "user_metadata": None,
            "identities": [{"provider": "auth0"}, {"provider": "google-oauth2"}],
            "multifactor": ["guardian"],
        },
    )

    assert row.fields["email_verified"] is False
    assert [left.kind for left in row.left_behind] == ["second_factor", "identity"]
