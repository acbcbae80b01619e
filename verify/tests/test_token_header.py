"""Headers: types as they may be written, and members that are refused."""

import socket

import pytest

from daemun_verify import Verifier
from verify.tests.issuer import Issuer, MakeVerifier, refusal


@pytest.mark.requirement("JW-08", "JW-10")
@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc", "p2c", "cty"])
@pytest.mark.parametrize(
    "value", [None, [], ["b64"], False, "JWT", "application/jwt", "http://127.0.0.1:9/keys", {"kty": "EC"}]
)
def test_header_members_that_bring_keys_or_change_meaning_are_refused(
    verifier: Verifier, issuer: Issuer, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a network call"))

    assert refusal(verifier, issuer.mint(header={name: value})) == "header_refused"


@pytest.mark.requirement("JW-08")
def test_a_key_that_a_token_brings_along_is_not_used(verifier: Verifier, other_issuer: Issuer) -> None:
    assert refusal(verifier, other_issuer.mint(header={"jwk": other_issuer.jwk})) == "header_refused"
    assert refusal(verifier, other_issuer.mint()) == "bad_signature"


@pytest.mark.requirement("JW-09")
@pytest.mark.parametrize(
    "key_id",
    [
        "KEY-1",
        "key-1 ",
        "../key-1",
        "key-1\0",
        "' or 1=1 --",
        "/dev/null",
        "",
        None,
        1,
        ["key-1"],
        {"key-1": 1},
    ],
)
def test_only_the_exact_name_of_a_key_finds_it(verifier: Verifier, issuer: Issuer, key_id: object) -> None:
    assert refusal(verifier, issuer.mint(header={"kid": key_id})) == "unknown_key"


@pytest.mark.requirement("JW-11")
@pytest.mark.parametrize("media_type", ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+JWT"])
def test_the_type_may_be_written_as_media_types_are(
    verifier: Verifier, issuer: Issuer, media_type: str
) -> None:
    assert verifier.verify(issuer.mint(header={"typ": media_type})).user_id == "user-1"


@pytest.mark.requirement("JW-11")
@pytest.mark.parametrize(
    "media_type",
    [
        "JWT",
        "logout+jwt",
        "dpop+jwt",
        "at+jwt ",
        "application/application/at+jwt",
        "text/at+jwt",
        "",
        None,
        7,
        ["at+jwt"],
    ],
)
def test_tokens_of_another_type_are_refused(verifier: Verifier, issuer: Issuer, media_type: object) -> None:
    assert refusal(verifier, issuer.mint(header={"typ": media_type})) == "wrong_type"


@pytest.mark.requirement("JW-11")
def test_each_type_passes_only_where_it_is_expected(make_verifier: MakeVerifier, issuer: Issuer) -> None:
    kinds = ("at+jwt", "logout+jwt", "dpop+jwt", "JWT")
    for expected in kinds:
        verifier = make_verifier(token_type=expected)
        for sent in kinds:
            token = issuer.mint(header={"typ": sent})
            if sent == expected:
                assert verifier.verify(token).user_id == "user-1"
            else:
                assert refusal(verifier, token) == "wrong_type"


@pytest.mark.requirement("JW-11")
def test_letters_that_only_look_alike_in_lower_case_are_others(
    make_verifier: MakeVerifier, issuer: Issuer
) -> None:
    verifier = make_verifier(token_type="kb+jwt")

    assert verifier.verify(issuer.mint(header={"typ": "KB+jwt"})).user_id == "user-1"
    assert refusal(verifier, issuer.mint(header={"typ": "\N{KELVIN SIGN}B+jwt"})) == "wrong_type"
