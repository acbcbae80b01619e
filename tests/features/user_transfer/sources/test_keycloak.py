import json
from datetime import UTC, datetime

import pytest

from daemun.features.passwords.foreign_texts import HashRefused, read_foreign_text
from daemun.features.user_transfer.model import Row
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

    assert isinstance(row, Row)
    with pytest.raises(HashRefused) as refused:
        read_foreign_text(str(row.fields["password_hash"]))
    assert refused.value.code == code


def a_password(**data: object) -> dict[str, object]:
    given = {"hashIterations": 210000, "algorithm": "pbkdf2-sha512", **data}
    secret = {"value": "AAAAAAAAAAAAAAAAAAAAAA==", "salt": "AAAAAAAAAAAAAAAAAAAAAA=="}
    return {"type": "password", "secretData": json.dumps(secret), "credentialData": json.dumps(given)}


OTP = {
    "type": "otp",
    "userLabel": "phone",
    "secretData": '{"value": "JBSWY3DPEHPK3PXP"}',
    "credentialData": '{"subType": "totp", "digits": 6, "period": 30, "algorithm": "HmacSHA1"}',
}
PASSKEY = {
    "type": "webauthn-passwordless",
    "secretData": "{}",
    "credentialData": '{"credentialId": "abc", "counter": 0, "credentialPublicKey": "y"}',
}
CODES = {"type": "recovery-authn-codes", "secretData": '{"codes": []}', "credentialData": "{}"}


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_credentials_the_password_is_kept_and_the_others_are_named(order: int) -> None:
    row = from_keycloak(
        1, {"username": "minsu", "credentials": [a_password(), OTP, PASSKEY, CODES, None][::order]}
    )

    assert isinstance(row, Row)
    assert str(row.fields["password_hash"]).startswith("$daemun-foreign$pbkdf2-sha512$210000$")
    behind = {left.kind: left.members for left in row.left_behind}
    assert behind.keys() == {"totp", "passkey", "recovery_codes"}
    assert behind["totp"] == {
        "userLabel": "phone",
        "value": "JBSWY3DPEHPK3PXP",
        "subType": "totp",
        "digits": 6,
        "period": 30,
        "algorithm": "HmacSHA1",
    }
    assert "JBSWY3DPEHPK3PXP" not in repr(row.left_behind)


@pytest.mark.parametrize(
    "members",
    [
        {"credentials": [a_password(additionalParameters=None)]},
        {"credentials": [a_password()], "attributes": None, "realmRoles": None, "requiredActions": None},
        {"credentials": [a_password()], "attributes": {"a": None, "b": [None], "c": "x"}, "groups": None},
        {"credentials": [{"type": "password"}, a_password()]},
        {
            "credentials": [
                {
                    "type": "password",
                    "hashedSaltedValue": "AAAAAAAAAAAAAAAAAAAAAA==",
                    "salt": "AAAAAAAAAAAAAAAAAAAAAA==",
                    "hashIterations": 210000,
                    "algorithm": "pbkdf2-sha512",
                    "config": {},
                }
            ]
        },
    ],
)
def test_null_members_and_old_forms_lose_no_password(members: dict[str, object]) -> None:
    row = from_keycloak(1, {"username": "minsu", **members})

    assert isinstance(row, Row)
    assert read_foreign_text(str(row.fields["password_hash"])).costs == (210000,)


@pytest.mark.parametrize(
    ("members", "kinds"),
    [
        ({"credentials": [], "federatedIdentities": [{"identityProvider": "google"}]}, ["identity"]),
        ({"federationLink": "ldap", "credentials": None}, ["federation"]),
        ({"credentials": [{"type": "password", "secretData": None, "credentialData": None}]}, []),
        ({"groups": ["/staff"], "clientRoles": {"shop": ["buyer"]}}, ["groups", "client_roles"]),
    ],
)
def test_federated_users_and_deleted_credentials_come_without_a_password(
    members: dict[str, object], kinds: list[str]
) -> None:
    row = from_keycloak(1, {"username": "minsu", **members})

    assert isinstance(row, Row)
    assert row.fields["password_hash"] is None
    assert [left.kind for left in row.left_behind] == kinds


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        ({"type": "password", "value": "wide-otter-lamp-42-river"}, "unsafe_hash"),
        ({"type": "password", "secretData": '{"value": "%%%"}'}, "unknown_hash"),
        (a_password(hashIterations="many"), "unknown_hash"),
    ],
)
def test_a_password_in_plain_text_or_damaged_is_refused_without_being_repeated(
    credential: dict[str, object], code: str
) -> None:
    row = from_keycloak(1, {"username": "minsu", "credentials": [credential]})

    assert isinstance(row, Row)
    assert "otter" not in str(row.fields["password_hash"])
    with pytest.raises(HashRefused) as refused:
        read_foreign_text(str(row.fields["password_hash"]))
    assert refused.value.code == code
