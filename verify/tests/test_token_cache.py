"""Tokens seen before: what is remembered of them, and what is asked again."""

import pytest

from daemun_verify import KeysUnavailable, VerificationKey
from verify.tests.issuer import NOW, Clock, Issuer, MakeVerifier, refusal


def test_a_token_seen_before_is_not_verified_again_but_its_end_counts(
    make_verifier: MakeVerifier, issuer: Issuer, clock: Clock
) -> None:
    verifier, token = make_verifier(), issuer.mint()

    first = verifier.verify(token)

    assert verifier.verify(token) is first
    clock.now = NOW + 630
    assert refusal(verifier, token) == "expired"


@pytest.mark.requirement("JW-14")
def test_a_token_seen_before_is_not_valid_when_the_clock_goes_back_before_its_start(
    make_verifier: MakeVerifier, issuer: Issuer, clock: Clock
) -> None:
    verifier = make_verifier()
    from_nbf, from_iat = issuer.mint(nbf=NOW + 100), issuer.mint(iat=NOW + 100)
    clock.now = NOW + 100
    for token in (from_nbf, from_iat):
        verifier.verify(token)

    clock.now = NOW + 69

    assert [refusal(verifier, token) for token in (from_nbf, from_iat)] == ["not_yet_valid"] * 2
    clock.now = NOW + 70
    assert verifier.verify(from_nbf) is not None


@pytest.mark.requirement("JW-05")
def test_a_key_that_is_withdrawn_or_replaced_ends_tokens_seen_before(
    make_verifier: MakeVerifier, issuer: Issuer, other_issuer: Issuer
) -> None:
    keys = {"key-1": VerificationKey.from_jwk(issuer.jwk)}
    verifier, token = make_verifier(keys=Keys(keys)), issuer.mint()
    verifier.verify(token)

    keys["key-1"] = VerificationKey.from_jwk(other_issuer.jwk)
    assert refusal(verifier, token) == "bad_signature"
    del keys["key-1"]
    assert refusal(verifier, token) == "unknown_key"


@pytest.mark.requirement("JK-08")
def test_when_no_keys_can_be_read_even_tokens_seen_before_are_refused(
    make_verifier: MakeVerifier, issuer: Issuer
) -> None:
    keys = {"key-1": VerificationKey.from_jwk(issuer.jwk)}
    key_set = Keys(keys)
    verifier, token = make_verifier(keys=key_set), issuer.mint()
    verifier.verify(token)

    key_set.are_available = False

    assert refusal(verifier, token) == "keys_unavailable"


def test_revocation_is_asked_at_every_call(make_verifier: MakeVerifier, issuer: Issuer) -> None:
    revoked: set[str] = set()
    verifier = make_verifier(is_revoked=lambda token: token.session_id in revoked)
    token = issuer.mint()
    assert verifier.verify(token).session_id == "session-1"

    revoked.add("session-1")

    assert refusal(verifier, token) == "revoked"


def test_refused_tokens_are_not_kept(make_verifier: MakeVerifier, issuer: Issuer, clock: Clock) -> None:
    verifier, token = make_verifier(), issuer.mint(nbf=NOW + 100)
    assert refusal(verifier, token) == "not_yet_valid"

    clock.now = NOW + 100

    assert verifier.verify(token).user_id == "user-1"


@pytest.mark.parametrize("size", [0, 1, 5])
def test_the_cache_keeps_no_more_tokens_than_it_may(
    make_verifier: MakeVerifier, issuer: Issuer, size: int
) -> None:
    verifier = make_verifier(cache_size=size)
    tokens = [issuer.mint(jti=str(number)) for number in range(8)]
    first = [verifier.verify(token) for token in tokens]

    kept = [verifier.verify(token) is seen for token, seen in reversed(list(zip(tokens, first, strict=True)))]

    assert kept[:size] == [True] * size
    assert sum(kept) <= max(size, 0)


class Keys:
    """A key set that changes under a verifier's feet."""

    def __init__(self, keys: dict[str, VerificationKey]) -> None:
        self._keys = keys
        self.are_available = True

    def find(self, key_id: str) -> VerificationKey | None:
        if not self.are_available:
            raise KeysUnavailable
        return self._keys.get(key_id)
