"""Accounts at providers, as each product writes them."""

from collections.abc import Mapping

import pytest

from daemun.features.user_transfer.model import ForeignIdentity, Row
from daemun.features.user_transfer.sources.auth0 import from_auth0
from daemun.features.user_transfer.sources.firebase import Firebase
from daemun.features.user_transfer.sources.identities import read_identities
from daemun.features.user_transfer.sources.keycloak import from_keycloak
from daemun.features.user_transfer.sources.tables import from_supabase

EMAIL = "minsu@example.kr"
SUPABASE = {
    "id": "1",
    "email": EMAIL,
    "raw_app_meta_data": {"providers": ["email", "google"]},
    "raw_user_meta_data": {"provider_id": "1234", "email": EMAIL},
}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            Firebase(None).read(
                1,
                {
                    "localId": "a",
                    "providerUserInfo": [
                        {"providerId": "google.com", "rawId": "1234", "email": EMAIL},
                        {"providerId": "password", "rawId": EMAIL},
                        {"providerId": "oidc.kakao", "rawId": "99"},
                    ],
                },
            ),
            [ForeignIdentity("google.com", "1234", EMAIL), ForeignIdentity("oidc.kakao", "99")],
        ),
        (
            Firebase(None).read(1, {"localId": "a", "google_a": "1234", "google_b": EMAIL}),
            [ForeignIdentity("google.com", "1234", EMAIL)],
        ),
        (
            from_auth0(
                1,
                {
                    "user_id": "google-oauth2|1234",
                    "identities": [
                        {"provider": "google-oauth2", "user_id": 1234, "profileData": {"email": EMAIL}},
                        {"provider": "oauth2", "connection": "kakao", "user_id": "99"},
                        {"provider": "auth0", "user_id": "1"},
                    ],
                },
            ),
            [ForeignIdentity("google-oauth2", "1234", EMAIL), ForeignIdentity("kakao", "99")],
        ),
        (
            from_keycloak(
                1,
                {
                    "username": "minsu",
                    "federatedIdentities": [
                        {"identityProvider": "google", "userId": "1234", "userName": EMAIL}
                    ],
                },
            ),
            [ForeignIdentity("google", "1234", EMAIL)],
        ),
        (from_supabase(1, SUPABASE), [ForeignIdentity("google", "1234", EMAIL)]),
        (
            from_supabase(
                1,
                SUPABASE
                | {
                    "identities": [
                        {"provider": "email", "identity_data": {"sub": "1"}},
                        {"provider": "google", "identity_data": {"sub": "1234", "email": EMAIL}},
                        {"provider": "custom:naver", "identity_data": {"sub": "77"}},
                    ]
                },
            ),
            [ForeignIdentity("google", "1234", EMAIL), ForeignIdentity("custom:naver", "77")],
        ),
    ],
    ids=["firebase", "firebase-csv", "auth0", "keycloak", "supabase", "supabase-api"],
)
def test_whoever_logs_in_elsewhere_is_read(row: Row, expected: list[ForeignIdentity]) -> None:
    assert list(row.identities) == expected
    assert row.left_behind == ()


@pytest.mark.parametrize("subject", [None, "", True, {"a": 1}, "x" * 256, "a\nb"])
def test_what_names_nobody_is_left_behind(subject: object) -> None:
    given: Mapping[str, object] = {"provider": "google", "sub": subject}

    found, left_behind = read_identities([given], lambda each: (each["provider"], each["sub"], None))

    assert (found, [each.members for each in left_behind]) == ((), [given])


def test_of_two_other_providers_the_metadata_are_of_neither() -> None:
    row = from_supabase(1, SUPABASE | {"raw_app_meta_data": {"providers": ["google", "github"]}})

    assert isinstance(row, Row)
    assert (row.identities, [each.kind for each in row.left_behind]) == ((), ["identity", "identity"])
