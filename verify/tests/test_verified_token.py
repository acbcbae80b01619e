"""Claims of a verified token: typed, read-only, and refused when they are of another type."""

import json
from datetime import UTC, datetime

import pytest

from daemun_verify import InvalidToken, Verifier
from verify.tests.issuer import NOW, Issuer, refusal


def test_a_good_token_gives_its_claims_typed(verifier: Verifier, issuer: Issuer) -> None:
    token = verifier.verify(issuer.mint(tenant={"id": 7, "tags": ["a"]}))

    assert token.user_id == "user-1"
    assert token.issuer == "https://login.example"
    assert token.audience == ("https://api.example",)
    assert token.expires_at == datetime.fromtimestamp(NOW + 600, UTC)
    assert token.issued_at == datetime.fromtimestamp(NOW, UTC)
    assert token.auth_time == datetime.fromtimestamp(NOW - 60, UTC)
    assert (token.token_id, token.client_id, token.session_id) == ("token-1", "app", "session-1")
    assert (token.amr, token.acr, token.roles) == (("pwd", "otp"), "2", ("editor",))
    assert token.scopes == {"read", "write"}
    assert token.username == "민수"
    assert token.claims["tenant"] == {"id": 7, "tags": ("a",)}


def test_claims_that_may_be_missing_are_empty(verifier: Verifier, issuer: Issuer) -> None:
    optional = ("nbf", "sid", "auth_time", "amr", "acr", "roles", "scope", "username")
    claims = {name: value for name, value in issuer.claims.items() if name not in optional}

    token = verifier.verify(issuer.sign(json.dumps(issuer.header).encode(), json.dumps(claims).encode()))

    assert (token.session_id, token.auth_time, token.acr, token.username) == (None, None, None, None)
    assert (token.amr, token.roles, token.scopes) == ((), (), frozenset())


@pytest.mark.requirement("JW-23")
def test_nothing_in_a_verified_token_can_be_changed(verifier: Verifier, issuer: Issuer) -> None:
    token = verifier.verify(issuer.mint(tenant={"tags": ["a"]}))

    with pytest.raises(AttributeError):
        token.user_id = "somebody else"  # type: ignore[misc]
    with pytest.raises(TypeError):
        token.claims["roles"] = ["admin"]  # type: ignore[index]
    with pytest.raises(TypeError):
        token.claims["tenant"]["tags"] = []  # type: ignore[index]
    assert isinstance(token.claims["roles"], tuple)


@pytest.mark.requirement("JW-23")
@pytest.mark.parametrize("name", ["sub", "jti", "client_id", "sid", "acr", "username"])
@pytest.mark.parametrize("value", [7, None, True, ["user-1"], {"$ne": ""}, ""])
def test_a_text_claim_of_another_type_is_refused(
    verifier: Verifier, issuer: Issuer, name: str, value: object
) -> None:
    assert refusal(verifier, issuer.mint_with(name, value)) == "claim_invalid"


@pytest.mark.requirement("JW-23")
@pytest.mark.parametrize("name", ["amr", "roles"])
@pytest.mark.parametrize("value", ["admin", {"admin": True}, [1], [["admin"]], None, [""]])
def test_a_list_claim_of_another_type_is_refused(
    verifier: Verifier, issuer: Issuer, name: str, value: object
) -> None:
    assert refusal(verifier, issuer.mint_with(name, value)) == "claim_invalid"


@pytest.mark.parametrize("value", [["read"], 7, None])
def test_a_scope_that_is_no_text_is_refused(verifier: Verifier, issuer: Issuer, value: object) -> None:
    assert refusal(verifier, issuer.mint(scope=value)) == "claim_invalid"


@pytest.mark.requirement("JW-14")
@pytest.mark.parametrize("name", ["exp", "nbf", "iat", "auth_time"])
@pytest.mark.parametrize(
    "value", [str(NOW + 600), True, None, [NOW], {}, -1, 253402300800, 10**300, -(10**300)]
)
def test_instants_that_are_no_plain_numbers_are_refused(
    verifier: Verifier, issuer: Issuer, name: str, value: object
) -> None:
    assert refusal(verifier, issuer.mint_with(name, value)) == "claim_invalid"


@pytest.mark.requirement("JW-15")
@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"])
def test_what_an_access_token_must_have_is_demanded(verifier: Verifier, issuer: Issuer, name: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(issuer.mint(without=name))

    assert (refused.value.code, refused.value.claim) == ("claim_missing", name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("aud", 7),
        ("aud", []),
        ("aud", [7]),
        ("exp", "soon"),
        ("iat", True),
        ("nbf", -1),
        ("auth_time", 253402300800),
        ("sub", ""),
        ("jti", 7),
        ("sid", ""),
        ("acr", 2),
        ("username", ""),
        ("amr", "pwd"),
        ("amr", [7]),
        ("roles", [""]),
        ("scope", ["read"]),
    ],
)
def test_the_claim_at_fault_is_named(verifier: Verifier, issuer: Issuer, name: str, value: object) -> None:
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(issuer.mint_with(name, value))

    assert (refused.value.code, refused.value.claim) == ("claim_invalid", name)
    assert str(refused.value) == f"A claim has an unusable value: {name}."


def test_instants_reach_from_1970_to_9999(verifier: Verifier, issuer: Issuer) -> None:
    token = verifier.verify(issuer.mint(auth_time=0, exp=253402300799))

    assert token.auth_time == datetime(1970, 1, 1, tzinfo=UTC)
    assert token.expires_at == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_a_refusal_without_a_claim_is_one_sentence(verifier: Verifier) -> None:
    with pytest.raises(InvalidToken) as refused:
        verifier.verify("a.b.c")

    assert str(refused.value) == "The token is not a signed JWT in compact form."
