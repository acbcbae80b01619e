"""A provider that signs what it should not, and whoever stands between."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.features.social_login.browser import failures, log_in_with, me
from tests.features.social_login.elsewhere import CLIENT, SECRET, Elsewhere

Alter = Callable[[dict[str, Any]], None]


def change(**claims: object) -> Alter:
    return lambda found: found.update(claims)


def without(name: str) -> Alter:
    return lambda found: found.pop(name)


def shift(name: str, seconds: int) -> Alter:
    return lambda found: found.update({name: found[name] + seconds})


@pytest.mark.requirement("OI-08")
@pytest.mark.parametrize(
    ("alter", "reason"),
    [
        (change(iss="https://evil.example"), "wrong_issuer"),
        (lambda claims: claims.update(iss=claims["iss"] + "/"), "wrong_issuer"),
        (without("iss"), "wrong_issuer"),
        (change(aud="another"), "wrong_audience"),
        (change(aud=["another"]), "wrong_audience"),
        (change(aud=[CLIENT, "another"]), "wrong_audience"),
        (change(aud=[CLIENT, "another"], azp="another"), "wrong_audience"),
        (change(azp="another"), "wrong_audience"),
        (change(aud=[]), "claim_invalid"),
        (without("aud"), "claim_missing"),
        (change(nonce="another"), "claim_invalid"),
        (change(nonce=None), "claim_invalid"),
        (change(nonce=["x"]), "claim_invalid"),
        (change(nonce="\ud55c"), "claim_invalid"),
        (without("nonce"), "claim_invalid"),
        (change(at_hash="x" * 22), "claim_invalid"),
        (shift("exp", -360), "expired"),
        (without("exp"), "claim_missing"),
        (change(exp="tomorrow"), "claim_invalid"),
        (shift("iat", 61), "not_yet_valid"),
        (shift("iat", -661), "expired"),
        (without("sub"), "no_subject"),
        (change(sub=""), "no_subject"),
        (change(sub=17), "no_subject"),
        (change(sub="x" * 256), "no_subject"),
        (change(sub="a\nb"), "no_subject"),
    ],
)
def test_claims_that_are_not_for_this_login_are_refused(
    app: Flask, elsewhere: Elsewhere, alter: Alter, reason: str
) -> None:
    elsewhere.alter = alter
    client = app.test_client()

    answer = log_in_with(client, elsewhere)

    assert (answer.status_code, code_of(answer)) == (403, "provider_refused")
    assert failures(app) == [reason]
    assert code_of(me(client)) == "token_missing"
    assert app.extensions["daemun"].users.list_page() == []


def test_clocks_may_differ_by_a_minute_and_audiences_be_a_list(
    client: FlaskClient, elsewhere: Elsewhere
) -> None:
    def alter(claims: dict[str, Any]) -> None:
        claims.update(iat=claims["iat"] + 59, exp=claims["exp"] - 359, aud=[CLIENT, "api"], azp=CLIENT)

    elsewhere.alter = alter

    assert log_in_with(client, elsewhere).status_code == 302


def unsigned(elsewhere: Elsewhere) -> Callable[[dict[str, Any]], str]:
    return lambda claims: jwt.encode(claims, "", algorithm="none", headers={"kid": elsewhere.key_id})


def with_the_client_secret(elsewhere: Elsewhere) -> Callable[[dict[str, Any]], str]:
    return lambda claims: jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": elsewhere.key_id})


def with_another_algorithm(elsewhere: Elsewhere) -> Callable[[dict[str, Any]], str]:
    key = elsewhere.keys[elsewhere.key_id]
    return lambda claims: jwt.encode(claims, key, algorithm="RS384", headers={"kid": elsewhere.key_id})


def without_key_name(elsewhere: Elsewhere) -> Callable[[dict[str, Any]], str]:
    elsewhere.rotate()
    return lambda claims: jwt.encode(claims, elsewhere.keys[elsewhere.key_id], algorithm="RS256")


def with_a_key_of_its_own(elsewhere: Elsewhere) -> Callable[[dict[str, Any]], str]:
    with Elsewhere() as other:
        other.rotate()
        key = other.keys[other.key_id]
    return lambda claims: jwt.encode(claims, key, algorithm="RS256", headers={"kid": elsewhere.key_id})


def with_a_key_in_the_header(elsewhere: Elsewhere) -> Callable[[dict[str, Any]], str]:
    key = elsewhere.keys[elsewhere.key_id]
    headers = {"kid": elsewhere.key_id, "jku": "https://evil.example/keys"}
    return lambda claims: jwt.encode(claims, key, algorithm="RS256", headers=headers)


@pytest.mark.requirement("OI-08")
@pytest.mark.parametrize(
    ("signer", "reason"),
    [
        (unsigned, "malformed"),
        (with_the_client_secret, "algorithm_refused"),
        (with_another_algorithm, "algorithm_refused"),
        (without_key_name, "unknown_key"),
        (with_a_key_of_its_own, "bad_signature"),
        (with_a_key_in_the_header, "header_refused"),
        (lambda _: lambda _: None, "malformed"),
        (lambda _: lambda _: 17, "malformed"),
        (lambda _: lambda _: "a.b.c", "malformed"),
        (lambda _: lambda _: "x" * 10_000, "too_large"),
    ],
)
def test_signatures_that_prove_nothing_are_refused(
    app: Flask,
    elsewhere: Elsewhere,
    signer: Callable[[Elsewhere], Callable[[dict[str, Any]], str]],
    reason: str,
) -> None:
    elsewhere.sign = signer(elsewhere)

    answer = log_in_with(app.test_client(), elsewhere)

    assert code_of(answer) == "provider_refused"
    assert failures(app) == [reason]


def test_a_token_need_not_name_the_only_key(client: FlaskClient, elsewhere: Elsewhere) -> None:
    elsewhere.sign = lambda claims: jwt.encode(claims, elsewhere.keys["key-1"], algorithm="RS256")

    assert log_in_with(client, elsewhere).status_code == 302


def test_new_keys_are_found_and_old_ones_forgotten(
    client: FlaskClient, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    log_in_with(client, elsewhere)
    elsewhere.rotate()
    assert code_of(log_in_with(client, elsewhere)) == "provider_refused"

    frozen_clock.tick(seconds=30)
    assert log_in_with(client, elsewhere).status_code == 302

    elsewhere.key_id = "key-1"
    del elsewhere.keys["key-2"]
    frozen_clock.tick(minutes=5)
    assert log_in_with(client, elsewhere).status_code == 302
