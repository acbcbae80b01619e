"""Key sets from configuration."""

import jwt
import pytest

from daemun_verify import FixedKeySet, VerificationKey
from daemun_verify.key_set import MAX_KEYS
from verify.tests.issuer import Issuer, MakeVerifier, encode, refusal

SECRET = {"kty": "oct", "kid": "secret", "alg": "HS256", "k": encode(bytes(place * 7 for place in range(32)))}


@pytest.mark.requirement("JW-09")
def test_keys_are_found_by_their_exact_name(issuer: Issuer) -> None:
    keys = FixedKeySet(issuer.jwk_set)

    assert keys.find("key-1") == VerificationKey.from_jwk(issuer.jwk)
    assert [keys.find(name) for name in ("Key-1", "key-1 ", "", "key")] == [None] * 4


def test_keys_already_read_make_a_set(issuer: Issuer) -> None:
    key = VerificationKey.from_jwk(issuer.jwk)

    assert FixedKeySet([key]).find("key-1") is key


@pytest.mark.requirement("JK-06")
def test_keys_for_other_purposes_and_unknown_members_are_ignored(issuer: Issuer) -> None:
    others = [
        {"kty": "AKP", "kid": "pq", "alg": "ML-DSA-44", "pub": "AAAA"},
        {**issuer.jwk, "kid": "enc", "use": "enc"},
        {"kty": "OKP", "crv": "X25519", "kid": "x", "x": "AAAA"},
    ]
    keys = FixedKeySet({"keys": [*others, {**issuer.jwk, "future": {"a": 1}}], "future": True})

    assert keys.find("key-1") is not None
    assert [keys.find(name) for name in ("pq", "enc", "x")] == [None] * 3


@pytest.mark.requirement("JK-06", "JW-06")
def test_unsafe_sets_are_refused(issuer: Issuer) -> None:
    no_list, no_key = "a key set is an object with a list of keys", "needs a key that verifies signatures"
    unsafe: list[tuple[dict[str, object], str]] = [
        ({}, no_list),
        ({"keys": None}, no_list),
        ({"keys": {}}, no_list),
        ({"keys": []}, no_key),
        ({"keys": [7]}, "a key is an object"),
        ({"keys": [issuer.jwk, issuer.jwk]}, "two keys have the same kid"),
        ({"keys": [issuer.jwk, SECRET]}, "a key set holds either secrets or public keys"),
        ({"keys": [issuer.jwk, {**issuer.jwk, "kid": "o", "d": "AAAA"}]}, "a key with private members"),
        ({"keys": _numbered(issuer, MAX_KEYS + 1)}, "a key set has at most 32 keys"),
        ({"keys": [{**issuer.jwk, "use": "enc"}]}, no_key),
        ({"keys": [{**issuer.jwk, "kid": ""}]}, "a key needs a kid"),
        ({"keys": [{name: value for name, value in issuer.jwk.items() if name != "y"}]}, "a key without y"),
        ({"keys": [{**issuer.jwk, "y": "AAAA"}]}, "a key that cannot be read"),
        ({"keys": [{**issuer.jwk, "kty": ["EC"]}]}, no_key),
        ({"keys": [{**issuer.jwk, "crv": ["P-256"]}]}, no_key),
    ]

    for jwk_set, mistake in unsafe:
        with pytest.raises(ValueError, match=rf"^(a key set )?{mistake}$"):
            FixedKeySet(jwk_set)
    with pytest.raises(ValueError, match="needs a key"):
        FixedKeySet([])


def test_a_set_may_be_as_large_as_it_says(issuer: Issuer) -> None:
    keys = FixedKeySet({"keys": _numbered(issuer, MAX_KEYS)})

    assert keys.find(str(MAX_KEYS - 1)) is not None


def _numbered(issuer: Issuer, count: int) -> list[dict[str, object]]:
    return [{**issuer.jwk, "kid": str(number)} for number in range(count)]


@pytest.mark.requirement("JW-06")
def test_a_secret_serves_only_a_verifier_for_that_algorithm_alone(
    make_verifier: MakeVerifier, issuer: Issuer
) -> None:
    secret = bytes(place * 7 for place in range(32))
    header = {"kid": "secret", "typ": "at+jwt"}
    token = jwt.encode(issuer.claims, secret, algorithm="HS256", headers=header)
    keys = {"keys": [SECRET]}

    assert make_verifier(keys=keys, algorithms=("HS256",)).verify(token).user_id == "user-1"
    assert refusal(make_verifier(keys=keys), token) == "algorithm_refused"
    assert refusal(make_verifier(keys=keys, algorithms=("HS512",)), token) == "algorithm_refused"
