from daemun.features.user_transfer.sources.clerk import from_clerk
from tests.features.user_transfer.sources.reading import KOREAN, PASSWORD, is_hash_of, read_sample


def test_users_of_the_export_are_read() -> None:
    minsu, jiwoo, hajun = read_sample("clerk.csv")

    assert (minsu.fields["id"], minsu.fields["username"]) == ("user_1", "minsu")
    assert is_hash_of(minsu.fields["password_hash"], PASSWORD)
    assert is_hash_of(jiwoo.fields["password_hash"], KOREAN)
    assert (hajun.fields["email"], hajun.fields["password_hash"]) == (None, None)
    assert minsu.offered["first_name"] == "민수"


def test_only_a_proven_address_counts_as_proven_and_others_are_named() -> None:
    minsu, jiwoo, _ = read_sample("clerk.csv")

    assert (minsu.fields["email_verified"], jiwoo.fields["email_verified"]) == (True, False)
    assert [left.kind for left in minsu.left_behind] == ["totp", "email_address"]


def test_what_the_api_says_is_read_too() -> None:
    row = from_clerk(
        1,
        {
            "id": "user_1",
            "username": None,
            "primary_email_address_id": "b",
            "email_addresses": [
                {"id": "a", "email_address": "old@example.kr", "verification": {"status": "verified"}},
                {"id": "b", "email_address": "Kim@example.kr", "verification": {"status": "verified"}},
            ],
            "external_accounts": [{"provider": "oauth_google"}],
            "banned": True,
            "created_at": 1704164645123,
        },
    )

    assert (row.fields["email"], row.fields["email_verified"]) == ("kim@example.kr", True)
    assert (row.fields["locked"], row.fields["created_at"]) == (True, 1704164645123)
    assert [left.kind for left in row.left_behind] == ["email_address", "identity"]


def test_names_may_be_in_camel_case_as_in_javascript() -> None:
    row = from_clerk(
        1,
        {
            "id": "user_1",
            "primaryEmailAddressId": "a",
            "emailAddresses": [
                {"id": "a", "emailAddress": "kim@example.kr", "verification": {"status": "verified"}}
            ],
            "firstName": "Kim",
            "createdAt": 1704164645123,
        },
    )

    assert (row.fields["email"], row.fields["email_verified"]) == ("kim@example.kr", True)
    assert (row.fields["created_at"], row.offered["first_name"]) == (1704164645123, "Kim")
