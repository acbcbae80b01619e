"""What all guards share: reading the header, asking for permission, saying no."""

import json
from collections.abc import Collection
from typing import Any

import pytest

from daemun_verify import InvalidToken, InvalidTokenCode, VerifiedToken, Verifier
from daemun_verify.bearer import Refusal, check_bearer_token, make_permission, read_bearer_token
from verify.tests.issuer import Issuer

ANYBODY = make_permission(scopes=())


def code_of(checked: object) -> str:
    assert isinstance(checked, Refusal)
    return checked.code


@pytest.mark.parametrize(
    "value", ["Bearer abc", "bearer abc", "BEARER abc", "Bearer  abc ", "Bearer \tabc\t"]
)
def test_a_bearer_token_is_read(value: str) -> None:
    assert read_bearer_token([value]) == "abc"


@pytest.mark.parametrize(
    "values", [[], [""], ["Bearer"], ["Bearer "], ["Basic dTpw"], ["Bearerabc"], ["DPoP abc"], ["abc"]]
)
def test_no_bearer_token_is_a_challenge_without_an_error(values: list[str]) -> None:
    refusal = read_bearer_token(values)

    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.code, refusal.challenge) == (401, "token_missing", 'Bearer realm="api"')


def test_two_headers_are_refused() -> None:
    assert code_of(read_bearer_token(["Bearer abc", "Bearer def"])) == "token_invalid"


@pytest.mark.requirement("JW-16")
@pytest.mark.parametrize("code", InvalidTokenCode)
def test_every_reason_has_its_answer_and_none_gives_it_away(code: InvalidTokenCode) -> None:
    def verify(_: str) -> VerifiedToken:
        raise InvalidToken(code)

    refusal = check_bearer_token(["Bearer abc"], verify=verify, permission=ANYBODY)

    expected = {"expired": (401, "token_expired"), "keys_unavailable": (503, "keys_unavailable")}
    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.code) == expected.get(code, (401, "token_invalid"))
    assert refusal.status == 503 or 'error="invalid_token"' in str(refusal.challenge)


def test_a_problem_is_a_problem_document(verifier: Verifier) -> None:
    refusal = check_bearer_token(["Bearer abc"], verify=verifier.verify, permission=ANYBODY)

    assert isinstance(refusal, Refusal)
    assert json.loads(refusal.body()) == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "The token is not valid.",
        "code": "token_invalid",
    }
    assert dict(refusal.headers()) == {
        "Content-Type": "application/problem+json",
        "Cache-Control": "no-store",
        "WWW-Authenticate": 'Bearer realm="api", error="invalid_token", '
        'error_description="The token is not valid."',
    }


@pytest.mark.parametrize(
    ("scopes", "roles", "code"),
    [
        ((), None, None),
        ("read", None, None),
        (("read", "write"), "editor", None),
        ((), ("admin", "editor"), None),
        (("read", "delete"), None, "insufficient_scope"),
        ((), ("admin",), "insufficient_role"),
        ("read", "edit", "insufficient_role"),
        ("rea", None, "insufficient_scope"),
    ],
)
def test_all_scopes_and_one_role_are_needed(
    verifier: Verifier,
    issuer: Issuer,
    scopes: tuple[str, ...],
    roles: tuple[str, ...] | None,
    code: str | None,
) -> None:
    lack = make_permission(scopes=scopes, roles=roles).find_lack(verifier.verify(issuer.mint()))

    assert (lack.code if lack else None) == code
    assert lack is None or (lack.status == 403 and 'error="insufficient_scope"' in str(lack.challenge))


def test_the_scopes_that_are_needed_are_told(verifier: Verifier, issuer: Issuer) -> None:
    lack = make_permission(scopes=("write", "delete")).find_lack(verifier.verify(issuer.mint()))

    assert lack is not None
    assert str(lack.challenge).endswith('scope="delete write"')


@pytest.mark.parametrize("scope", ["two words", 'a"b', "a\\b", "", "쓰기", "a\r\nb"])
def test_what_is_no_scope_is_refused(scope: str) -> None:
    with pytest.raises(ValueError, match=r"^a scope is ASCII without spaces, quotes and backslashes$"):
        make_permission(scopes=[scope])


@pytest.mark.parametrize(
    ("refusal", "detail"),
    [
        (read_bearer_token([]), "An access token is needed."),
        (read_bearer_token(["Bearer a", "Bearer b"]), "Send exactly one access token."),
    ],
)
def test_a_refusal_says_what_to_send(refusal: object, detail: str) -> None:
    assert isinstance(refusal, Refusal)
    assert refusal.detail == detail


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        (InvalidTokenCode.EXPIRED, "The token has expired."),
        (InvalidTokenCode.BAD_SIGNATURE, "The token is not valid."),
        (InvalidTokenCode.KEYS_UNAVAILABLE, "The token cannot be checked at the moment."),
    ],
)
def test_a_refused_token_is_told_in_a_sentence_and_in_the_challenge(
    code: InvalidTokenCode, detail: str
) -> None:
    def verify(_: str) -> VerifiedToken:
        raise InvalidToken(code)

    refusal = check_bearer_token(["Bearer abc"], verify=verify, permission=ANYBODY)

    assert isinstance(refusal, Refusal)
    assert refusal.detail == detail
    assert refusal.challenge is None or f'error_description="{detail}"' in refusal.challenge


def test_who_asks_while_keys_are_away_is_told_when_to_ask_again() -> None:
    def verify(_: str) -> VerifiedToken:
        raise InvalidToken(InvalidTokenCode.KEYS_UNAVAILABLE)

    refusal = check_bearer_token(["Bearer abc"], verify=verify, permission=ANYBODY)

    assert isinstance(refusal, Refusal)
    assert dict(refusal.headers())["Retry-After"] == "10"


@pytest.mark.parametrize(
    ("needed", "code", "detail"),
    [
        (
            {"scopes": ["admin"], "roles": None},
            "insufficient_scope",
            "The token lacks a scope that this needs.",
        ),
        ({"scopes": (), "roles": ["owner"]}, "insufficient_role", "The token has no role that may do this."),
    ],
)
def test_what_a_token_lacks_is_told(
    verifier: Verifier, issuer: Issuer, needed: dict[str, Any], code: str, detail: str
) -> None:
    permission = make_permission(scopes=needed["scopes"], roles=needed["roles"])

    refusal = check_bearer_token([f"Bearer {issuer.mint()}"], verify=verifier.verify, permission=permission)

    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.code, refusal.detail) == (403, code, detail)
    assert f'error_description="{detail}"' in str(refusal.challenge)


@pytest.mark.parametrize("roles", [(), [], set()])
def test_an_empty_list_of_roles_is_refused_and_opens_nothing(roles: Collection[str]) -> None:
    with pytest.raises(ValueError, match="roles= is empty"):
        make_permission(scopes=(), roles=roles)
