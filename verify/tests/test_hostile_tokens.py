"""Whatever is given to a verifier, it answers quickly, and only with `InvalidToken`."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemun_verify import InvalidToken, VerifiedToken, Verifier
from verify.tests.issuer import Issuer, MakeVerifier, refusal


@pytest.mark.requirement("JW-05")
def test_every_changed_character_of_a_token_is_noticed(verifier: Verifier, issuer: Issuer) -> None:
    token = issuer.mint()

    for position in range(len(token)):
        other = "A" if token[position] != "A" else "B"
        with pytest.raises(InvalidToken):
            verifier.verify(token[:position] + other + token[position + 1 :])


@pytest.mark.requirement("JW-16")
def test_refusals_never_repeat_the_token(verifier: Verifier, issuer: Issuer) -> None:
    secret = "do-not-repeat-me"
    tokens = [
        secret,
        issuer.mint(header={"alg": secret}),
        issuer.mint(header={"kid": secret}),
        issuer.mint(header={"typ": secret}),
        issuer.mint(iss=secret),
        issuer.mint(aud=secret),
        issuer.mint(exp=secret),
        issuer.mint(roles=secret),
    ]

    for token in tokens:
        with pytest.raises(InvalidToken) as refused:
            verifier.verify(token)
        shown = f"{refused.value} {refused.value!r} {refused.value.__cause__} {refused.value.args}"
        assert secret not in shown
        assert token not in shown


@pytest.mark.requirement("JW-16")
@pytest.mark.parametrize(
    "token", [None, 7, 1.5, b"a.b.c", ["a.b.c"], {}, object(), "", ".", "..", "a.b", "a.b.c.d"]
)
def test_what_is_no_token_at_all_is_malformed(verifier: Verifier, token: object) -> None:
    assert refusal(verifier, token) == "malformed"


@pytest.mark.requirement("JW-16")
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=st.one_of(st.text(), st.binary(), st.text(alphabet='abcXYZ019-_.=+/{}" \n', max_size=200)))
def test_arbitrary_input_raises_nothing_else(verifier: Verifier, token: object) -> None:
    with pytest.raises(InvalidToken):
        verifier.verify(token)  # type: ignore[arg-type]


@pytest.mark.requirement("JW-16")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_arbitrary_headers_and_payloads_under_a_good_signature_raise_nothing_else(
    verifier: Verifier, issuer: Issuer, data: st.DataObject
) -> None:
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    )
    name = data.draw(st.sampled_from([*issuer.claims, "extra"]))
    member = data.draw(st.sampled_from(["typ", "kid", "alg", "extra"]))
    header = {**issuer.header, member: data.draw(values | st.just(issuer.header.get(member)))}
    payload = {**issuer.claims, name: data.draw(values)}

    try:
        token = verifier.verify(issuer.sign(json.dumps(header).encode(), json.dumps(payload).encode()))
    except InvalidToken:
        return
    assert isinstance(token, VerifiedToken)


@pytest.mark.requirement("JW-16")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 600), piece=st.text(max_size=4), cut=st.integers(0, 4))
def test_mutations_of_a_good_token_are_refused(
    verifier: Verifier, issuer: Issuer, position: int, piece: str, cut: int
) -> None:
    good = issuer.mint()
    mutated = good[:position] + piece + good[position + cut :]
    if mutated == good:
        return

    with pytest.raises(InvalidToken):
        verifier.verify(mutated)


@pytest.mark.requirement("JW-24")
def test_hostile_tokens_are_refused_in_milliseconds(make_verifier: MakeVerifier, issuer: Issuer) -> None:
    verifier = make_verifier()
    nested = b'{"a":' + b"[" * 2900 + b"]" * 2900 + b"}"
    quotes = b'{"' + b'\\"' * 2800
    numbers = b'{"exp":' + b"9" * 4000 + b"}"
    hostile = [
        "A" * 500_000_000,
        "." * 8192,
        "e" * 8190 + "..",
        issuer.sign(json.dumps(issuer.header).encode(), nested),
        issuer.sign(json.dumps(issuer.header).encode(), b"[" * 5000),
        issuer.sign(json.dumps(issuer.header).encode(), quotes + b"[" * 20),
        issuer.sign(json.dumps(issuer.header).encode(), numbers),
    ]

    for token in hostile:
        best = min(seconds_to_refuse(verifier, token) for _ in range(3))
        assert best < 0.010


def seconds_to_refuse(verifier: Verifier, token: str) -> float:
    start = time.thread_time()
    with pytest.raises(InvalidToken):
        verifier.verify(token)
    return time.thread_time() - start
