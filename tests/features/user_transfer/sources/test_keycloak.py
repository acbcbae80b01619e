from datetime import UTC, datetime

import pytest

from daemun.features.passwords.foreign_texts import HashRefused, read_foreign_text
from daemun.features.user_transfer.sources.keycloak import from_keycloak
from tests.features.user_transfer.sources.reading import KOREAN, PASSWORD, is_hash_of, read_sample


def test_people_of_a_realm_are_read_and_service_accounts_left() -> None:
    minsu, jiwoo, hajun, old = (row.fields for row in read_sample("keycloak.json"))

    assert (minsu["username"], minsu["roles"], minsu["email_verified"]) == ("minsu", ("editor",), True)
    assert minsu["created_at"] == datetime(2023, 11, 14, 22, 13, 20, 123_000, tzinfo=UTC)
    assert is_hash_of(minsu["password_hash"], PASSWORD)
    assert is_hash_of(jiwoo["password_hash"], KOREAN)
    assert jiwoo["password_must_change"] is True
    assert (hajun["password_hash"], hajun["locked"]) == (None, True)
    assert read_foreign_text(str(old["password_hash"])).is_weak


def test_names_and_attributes_are_offered() -> None:
    offered = read_sample("keycloak.json")[0].offered

    assert offered == {"first_name": "민수", "last_name": "김", "department": "engineering"}


@pytest.mark.parametrize(("algorithm", "code"), [("pbkdf2", "unsafe_hash"), ("md4", "unknown_hash")])
def test_algorithms_that_are_not_safe_or_not_known_stay_refused(algorithm: str, code: str) -> None:
    credential = {
        "type": "password",
        "secretData": '{"value": "YWJj", "salt": "YWJj"}',
        "credentialData": f'{{"hashIterations": 20000, "algorithm": "{algorithm}"}}',
    }

    row = from_keycloak(1, {"username": "minsu", "credentials": [credential]})

    assert row is not None
    with pytest.raises(HashRefused) as refused:
        read_foreign_text(str(row.fields["password_hash"]))
    assert refused.value.code == code
