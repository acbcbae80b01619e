"""Every check of a token, tried with a token that breaks just that one."""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemun_verify import InvalidToken, KeysUnavailable, VerificationKey, VerifiedToken, Verifier

NOW = 1_800_000_000
MakeVerifier = Callable[..., Verifier]


def refusal(verifier: Verifier, token: Any) -> str:
    """The code that the token is refused with."""
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(token)
    return refused.value.code.value


def test_a_good_token_gives_its_claims_typed(verifier: Verifier, issuer: Any) -> None:
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


def test_claims_that_may_be_missing_are_empty(verifier: Verifier, issuer: Any) -> None:
    optional = ("nbf", "sid", "auth_time", "amr", "acr", "roles", "scope", "username")
    claims = {name: value for name, value in issuer.claims.items() if name not in optional}

    token = verifier.verify(issuer.sign(json.dumps(issuer.header).encode(), json.dumps(claims).encode()))

    assert (token.session_id, token.auth_time, token.acr, token.username) == (None, None, None, None)
    assert (token.amr, token.roles, token.scopes) == ((), (), frozenset())


@pytest.mark.requirement("JW-23")
def test_nothing_in_a_verified_token_can_be_changed(verifier: Verifier, issuer: Any) -> None:
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
    verifier: Verifier, issuer: Any, name: str, value: Any
) -> None:
    assert refusal(verifier, issuer.mint(**{name: value})) == "claim_invalid"


@pytest.mark.requirement("JW-23")
@pytest.mark.parametrize("name", ["amr", "roles"])
@pytest.mark.parametrize("value", ["admin", {"admin": True}, [1], [["admin"]], None, [""]])
def test_a_list_claim_of_another_type_is_refused(
    verifier: Verifier, issuer: Any, name: str, value: Any
) -> None:
    assert refusal(verifier, issuer.mint(**{name: value})) == "claim_invalid"


@pytest.mark.parametrize("value", [["read"], 7, None])
def test_a_scope_that_is_no_text_is_refused(verifier: Verifier, issuer: Any, value: Any) -> None:
    assert refusal(verifier, issuer.mint(scope=value)) == "claim_invalid"


@pytest.mark.requirement("JW-05")
@pytest.mark.parametrize(
    "name", ["none", "None", "NONE", "nOnE", "es256", "ES256 ", "HS256", "RS256", "ES384", "", 7, None]
)
def test_any_algorithm_but_the_one_of_the_key_is_refused(verifier: Verifier, issuer: Any, name: Any) -> None:
    assert refusal(verifier, issuer.mint(header={"alg": name})) == "algorithm_refused"


@pytest.mark.requirement("JW-05")
def test_an_algorithm_outside_of_the_list_is_refused_even_when_the_key_has_it(
    make_verifier: MakeVerifier, issuer: Any
) -> None:
    assert refusal(make_verifier(algorithms=("RS256", "ES384")), issuer.mint()) == "algorithm_refused"


@pytest.mark.requirement("JW-05")
@pytest.mark.parametrize("name", ["none", "None", "NONE"])
def test_an_unsigned_token_is_refused(verifier: Verifier, issuer: Any, name: str) -> None:
    unsigned = issuer.mint(header={"alg": name}).rpartition(".")[0] + "."

    assert refusal(verifier, unsigned) == "malformed"


@pytest.mark.requirement("JW-06")
@pytest.mark.parametrize(
    "algorithms",
    [("HS256", "ES256"), ("HS256", "HS512"), (), ("none",), ("es256",), "ES256", ("ES256", "XX")],
)
def test_unsafe_lists_of_algorithms_are_refused(make_verifier: MakeVerifier, algorithms: Any) -> None:
    with pytest.raises(ValueError, match=r"algorithm"):
        make_verifier(algorithms=algorithms)


@pytest.mark.requirement("JW-06")
def test_a_public_key_used_as_a_secret_forges_nothing(make_verifier: MakeVerifier, issuer: Any) -> None:
    pem = issuer.private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing_input = issuer.mint(header={"alg": "HS256"}).rpartition(".")[0]
    forged = f"{signing_input}.{encode(hmac.digest(pem, signing_input.encode(), hashlib.sha256))}"

    assert refusal(make_verifier(), forged) == "algorithm_refused"
    assert refusal(make_verifier(algorithms=("HS256",)), forged) == "algorithm_refused"


@pytest.mark.requirement("JW-08", "JW-10")
@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc", "p2c"])
@pytest.mark.parametrize("value", [None, [], ["b64"], False, "http://127.0.0.1:9/keys", {"kty": "EC"}])
def test_header_members_that_bring_keys_or_change_meaning_are_refused(
    verifier: Verifier, issuer: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: Any
) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a network call"))

    assert refusal(verifier, issuer.mint(header={name: value})) == "header_refused"


@pytest.mark.requirement("JW-08")
def test_a_key_that_a_token_brings_along_is_not_used(verifier: Verifier, other_issuer: Any) -> None:
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
def test_only_the_exact_name_of_a_key_finds_it(verifier: Verifier, issuer: Any, key_id: Any) -> None:
    assert refusal(verifier, issuer.mint(header={"kid": key_id})) == "unknown_key"


@pytest.mark.requirement("JW-11")
@pytest.mark.parametrize("media_type", ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+JWT"])
def test_the_type_may_be_written_as_media_types_are(verifier: Verifier, issuer: Any, media_type: str) -> None:
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
def test_tokens_of_another_type_are_refused(verifier: Verifier, issuer: Any, media_type: Any) -> None:
    assert refusal(verifier, issuer.mint(header={"typ": media_type})) == "wrong_type"


@pytest.mark.requirement("JW-11")
def test_each_type_passes_only_where_it_is_expected(make_verifier: MakeVerifier, issuer: Any) -> None:
    kinds = ("at+jwt", "logout+jwt", "dpop+jwt", "JWT")
    for expected in kinds:
        verifier = make_verifier(token_type=expected)
        for sent in kinds:
            token = issuer.mint(header={"typ": sent})
            if sent == expected:
                assert verifier.verify(token).user_id == "user-1"
            else:
                assert refusal(verifier, token) == "wrong_type"


@pytest.mark.requirement("JW-12")
@pytest.mark.parametrize(
    "named",
    ["https://login.example/", "https://login.exampl", "https://LOGIN.example", "https://login.example.evil", "login.example",
     ["https://login.example"], {"https://login.example": 1}, "", None, 7],
)  # fmt: skip
def test_any_issuer_but_exactly_ours_is_refused(verifier: Verifier, issuer: Any, named: Any) -> None:
    assert refusal(verifier, issuer.mint(iss=named)) == "wrong_issuer"


@pytest.mark.requirement("JW-13")
@pytest.mark.parametrize(
    "audience", ["https://api.example", ["https://api.example"], ["other", "https://api.example"]]
)
def test_a_token_for_us_among_others_passes(verifier: Verifier, issuer: Any, audience: Any) -> None:
    assert "https://api.example" in verifier.verify(issuer.mint(aud=audience)).audience


@pytest.mark.requirement("JW-13")
@pytest.mark.parametrize(
    ("audience", "code"),
    [
        ("https://api.example/", "wrong_audience"),
        ("https://API.example", "wrong_audience"),
        (["https://api", "https://api.example.evil"], "wrong_audience"),
        ([], "claim_invalid"),
        ("", "claim_invalid"),
        (None, "claim_invalid"),
        (7, "claim_invalid"),
        ({"https://api.example": 1}, "claim_invalid"),
        (["https://api.example", 7], "claim_invalid"),
        ([["https://api.example"]], "claim_invalid"),
    ],
)
def test_a_token_for_somebody_else_is_refused(
    verifier: Verifier, issuer: Any, audience: Any, code: str
) -> None:
    assert refusal(verifier, issuer.mint(aud=audience)) == code


@pytest.mark.requirement("JW-14")
@pytest.mark.parametrize(
    ("offset", "code"),
    [(629.999, None), (630, "expired"), (10_000, "expired"), (-30, None), (-30.001, "not_yet_valid")],
)
def test_a_token_lives_from_its_start_to_its_end_with_leeway(
    verifier: Verifier, issuer: Any, clock: Any, offset: float, code: str | None
) -> None:
    token = issuer.mint()
    clock.now = NOW + offset

    if code is None:
        assert verifier.verify(token).user_id == "user-1"
    else:
        assert refusal(verifier, token) == code


@pytest.mark.requirement("JW-14")
def test_the_start_and_the_time_of_issue_count_each_alone(verifier: Verifier, issuer: Any) -> None:
    assert refusal(verifier, issuer.mint(nbf=NOW + 31)) == "not_yet_valid"
    assert refusal(verifier, issuer.mint(iat=NOW + 31)) == "not_yet_valid"
    assert verifier.verify(issuer.mint(nbf=NOW + 30, iat=NOW + 30)).user_id == "user-1"


@pytest.mark.requirement("JW-14")
@pytest.mark.parametrize("name", ["exp", "nbf", "iat", "auth_time"])
@pytest.mark.parametrize(
    "value", [str(NOW + 600), True, None, [NOW], {}, -1, 253402300800, 10**300, -(10**300)]
)
def test_instants_that_are_no_plain_numbers_are_refused(
    verifier: Verifier, issuer: Any, name: str, value: Any
) -> None:
    assert refusal(verifier, issuer.mint(**{name: value})) == "claim_invalid"


@pytest.mark.requirement("JW-14")
@pytest.mark.parametrize("leeway", [timedelta(seconds=-1), timedelta(seconds=121)])
def test_a_leeway_beyond_two_minutes_is_refused(make_verifier: MakeVerifier, leeway: timedelta) -> None:
    with pytest.raises(ValueError, match="leeway"):
        make_verifier(leeway=leeway)


@pytest.mark.parametrize(
    "setting", [{"issuer": ""}, {"audience": ""}, {"token_type": ""}, {"cache_size": -1}]
)
def test_empty_settings_are_refused(make_verifier: MakeVerifier, setting: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must|more"):
        make_verifier(**setting)


@pytest.mark.requirement("JW-15")
@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"])
def test_what_an_access_token_must_have_is_demanded(verifier: Verifier, issuer: Any, name: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(issuer.mint(without=name))

    assert (refused.value.code, refused.value.claim) == ("claim_missing", name)


@pytest.mark.requirement("JW-05")
def test_every_changed_character_of_a_token_is_noticed(verifier: Verifier, issuer: Any) -> None:
    token = issuer.mint()

    for position in range(len(token)):
        other = "A" if token[position] != "A" else "B"
        with pytest.raises(InvalidToken):
            verifier.verify(token[:position] + other + token[position + 1 :])


@pytest.mark.requirement("JW-16")
def test_refusals_never_repeat_the_token(verifier: Verifier, issuer: Any) -> None:
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
def test_what_is_no_token_at_all_is_malformed(verifier: Verifier, token: Any) -> None:
    assert refusal(verifier, token) == "malformed"


@pytest.mark.requirement("JW-16")
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=st.one_of(st.text(), st.binary(), st.text(alphabet='abcXYZ019-_.=+/{}" \n', max_size=200)))
def test_arbitrary_input_raises_nothing_else(verifier: Verifier, token: Any) -> None:
    with pytest.raises(InvalidToken):
        verifier.verify(token)


@pytest.mark.requirement("JW-16")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_arbitrary_headers_and_payloads_under_a_good_signature_raise_nothing_else(
    verifier: Verifier, issuer: Any, data: st.DataObject
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
    verifier: Verifier, issuer: Any, position: int, piece: str, cut: int
) -> None:
    good = issuer.mint()
    mutated = good[:position] + piece + good[position + cut :]
    if mutated == good:
        return

    with pytest.raises(InvalidToken):
        verifier.verify(mutated)


@pytest.mark.requirement("JW-25")
def test_sixteen_threads_get_the_same_answers_as_one(make_verifier: MakeVerifier, issuer: Any) -> None:
    verifier = make_verifier(cache_size=8)
    good = [issuer.mint(jti=str(number)) for number in range(24)]
    bad = [token[:-4] + "AAAA" for token in good]
    barrier = threading.Barrier(16)

    def work(_: int) -> list[str]:
        barrier.wait()
        seen = [verifier.verify(token).token_id for token in good * 4]
        return seen + [refusal(verifier, token) for token in bad]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(work, range(16)))

    assert answers == [[str(number) for number in range(24)] * 4 + ["bad_signature"] * 24] * 16


@pytest.mark.requirement("JW-25")
def test_verifying_needs_no_network(verifier: Verifier, issuer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a network call"))

    assert verifier.verify(issuer.mint()).user_id == "user-1"


def test_a_token_seen_before_is_not_verified_again_but_its_end_counts(
    make_verifier: MakeVerifier, issuer: Any, clock: Any
) -> None:
    verifier, token = make_verifier(), issuer.mint()

    first = verifier.verify(token)

    assert verifier.verify(token) is first
    clock.now = NOW + 630
    assert refusal(verifier, token) == "expired"


@pytest.mark.requirement("JW-05")
def test_a_key_that_is_withdrawn_or_replaced_ends_tokens_seen_before(
    make_verifier: MakeVerifier, issuer: Any, other_issuer: Any
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
    make_verifier: MakeVerifier, issuer: Any
) -> None:
    keys = {"key-1": VerificationKey.from_jwk(issuer.jwk)}
    key_set = Keys(keys)
    verifier, token = make_verifier(keys=key_set), issuer.mint()
    verifier.verify(token)

    key_set.are_available = False

    assert refusal(verifier, token) == "keys_unavailable"


def test_revocation_is_asked_at_every_call(make_verifier: MakeVerifier, issuer: Any) -> None:
    revoked: set[str] = set()
    verifier = make_verifier(is_revoked=lambda token: token.session_id in revoked)
    token = issuer.mint()
    assert verifier.verify(token).session_id == "session-1"

    revoked.add("session-1")

    assert refusal(verifier, token) == "revoked"


def test_a_revocation_check_that_fails_lets_nobody_in(make_verifier: MakeVerifier, issuer: Any) -> None:
    def is_revoked(_: VerifiedToken) -> bool:
        raise ConnectionError("the store is away")

    with pytest.raises(ConnectionError):
        make_verifier(is_revoked=is_revoked).verify(issuer.mint())


def test_refused_tokens_are_not_kept(make_verifier: MakeVerifier, issuer: Any, clock: Any) -> None:
    verifier, token = make_verifier(), issuer.mint(nbf=NOW + 100)
    assert refusal(verifier, token) == "not_yet_valid"

    clock.now = NOW + 100

    assert verifier.verify(token).user_id == "user-1"


@pytest.mark.parametrize("size", [0, 1, 5])
def test_the_cache_keeps_no_more_tokens_than_it_may(
    make_verifier: MakeVerifier, issuer: Any, size: int
) -> None:
    verifier = make_verifier(cache_size=size)
    tokens = [issuer.mint(jti=str(number)) for number in range(8)]
    first = [verifier.verify(token) for token in tokens]

    kept = [verifier.verify(token) is seen for token, seen in reversed(list(zip(tokens, first, strict=True)))]

    assert kept[:size] == [True] * size
    assert sum(kept) <= max(size, 0)


@pytest.mark.requirement("JW-24")
def test_hostile_tokens_are_refused_in_milliseconds(make_verifier: MakeVerifier, issuer: Any) -> None:
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
    start = time.perf_counter()
    with pytest.raises(InvalidToken):
        verifier.verify(token)
    return time.perf_counter() - start


class Keys:
    """A key set that changes under a verifier's feet."""

    def __init__(self, keys: dict[str, VerificationKey]) -> None:
        self._keys = keys
        self.are_available = True

    def find(self, key_id: str) -> VerificationKey | None:
        if not self.are_available:
            raise KeysUnavailable
        return self._keys.get(key_id)


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
