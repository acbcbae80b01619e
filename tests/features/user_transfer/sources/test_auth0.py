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
