"""The checks of a verifier, each tried with a token that breaks just that one."""

import hashlib
import hmac
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from daemun_verify import VerifiedToken, Verifier
from verify.tests.issuer import NOW, Clock, Issuer, MakeVerifier, encode, refusal


@pytest.mark.requirement("JW-05")
@pytest.mark.parametrize(
    "name", ["none", "None", "NONE", "nOnE", "es256", "ES256 ", "HS256", "RS256", "ES384", "", 7, None]
)
def test_any_algorithm_but_the_one_of_the_key_is_refused(
    verifier: Verifier, issuer: Issuer, name: object
) -> None:
    assert refusal(verifier, issuer.mint(header={"alg": name})) == "algorithm_refused"


@pytest.mark.requirement("JW-05")
def test_an_algorithm_outside_of_the_list_is_refused_even_when_the_key_has_it(
    make_verifier: MakeVerifier, issuer: Issuer
) -> None:
    assert refusal(make_verifier(algorithms=("RS256", "ES384")), issuer.mint()) == "algorithm_refused"


@pytest.mark.requirement("JW-05")
@pytest.mark.parametrize("name", ["none", "None", "NONE"])
def test_an_unsigned_token_is_refused(verifier: Verifier, issuer: Issuer, name: str) -> None:
    unsigned = issuer.mint(header={"alg": name}).rpartition(".")[0] + "."

    assert refusal(verifier, unsigned) == "malformed"


@pytest.mark.requirement("JW-06")
@pytest.mark.parametrize(
    "algorithms",
    [("HS256", "ES256"), ("HS256", "HS512"), (), ("none",), ("es256",), "ES256", ("ES256", "XX")],
)
def test_unsafe_lists_of_algorithms_are_refused(make_verifier: MakeVerifier, algorithms: object) -> None:
    with pytest.raises(ValueError, match=r"algorithm"):
        make_verifier(algorithms=algorithms)


@pytest.mark.requirement("JW-06")
def test_a_public_key_used_as_a_secret_forges_nothing(make_verifier: MakeVerifier, issuer: Issuer) -> None:
    pem = issuer.private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing_input = issuer.mint(header={"alg": "HS256"}).rpartition(".")[0]
    forged = f"{signing_input}.{encode(hmac.digest(pem, signing_input.encode(), hashlib.sha256))}"

    assert refusal(make_verifier(), forged) == "algorithm_refused"
    assert refusal(make_verifier(algorithms=("HS256",)), forged) == "algorithm_refused"


@pytest.mark.requirement("JW-12")
@pytest.mark.parametrize(
    "named",
    [
        "https://login.example/",
        "https://login.exampl",
        "https://LOGIN.example",
        "https://login.example.evil",
        "login.example",
        ["https://login.example"],
        {"https://login.example": 1},
        "",
        None,
        7,
    ],
)
def test_any_issuer_but_exactly_ours_is_refused(verifier: Verifier, issuer: Issuer, named: object) -> None:
    assert refusal(verifier, issuer.mint(iss=named)) == "wrong_issuer"


@pytest.mark.requirement("JW-13")
@pytest.mark.parametrize(
    "audience", ["https://api.example", ["https://api.example"], ["other", "https://api.example"]]
)
def test_a_token_for_us_among_others_passes(verifier: Verifier, issuer: Issuer, audience: object) -> None:
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
    verifier: Verifier, issuer: Issuer, audience: object, code: str
) -> None:
    assert refusal(verifier, issuer.mint(aud=audience)) == code


@pytest.mark.requirement("JW-14")
@pytest.mark.parametrize(
    ("offset", "code"),
    [(629.999, None), (630, "expired"), (10_000, "expired"), (-30, None), (-30.001, "not_yet_valid")],
)
def test_a_token_lives_from_its_start_to_its_end_with_leeway(
    verifier: Verifier, issuer: Issuer, clock: Clock, offset: float, code: str | None
) -> None:
    token = issuer.mint()
    clock.now = NOW + offset

    if code is None:
        assert verifier.verify(token).user_id == "user-1"
    else:
        assert refusal(verifier, token) == code


@pytest.mark.requirement("JW-14")
def test_a_start_may_have_another_leeway_than_the_end(
    make_verifier: MakeVerifier, issuer: Issuer, clock: Clock
) -> None:
    verifier = make_verifier(leeway=timedelta(0), early_leeway=timedelta(seconds=5))
    token = issuer.mint()

    clock.now = NOW - 5
    assert verifier.verify(token).user_id == "user-1"
    clock.now = NOW - 5.001
    assert (
        refusal(make_verifier(leeway=timedelta(0), early_leeway=timedelta(seconds=5)), token)
        == "not_yet_valid"
    )
    clock.now = NOW + 600
    assert refusal(verifier, token) == "expired"


@pytest.mark.requirement("JW-14")
def test_the_start_and_the_time_of_issue_count_each_alone(verifier: Verifier, issuer: Issuer) -> None:
    assert refusal(verifier, issuer.mint(nbf=NOW + 31)) == "not_yet_valid"
    assert refusal(verifier, issuer.mint(iat=NOW + 31)) == "not_yet_valid"
    assert verifier.verify(issuer.mint(nbf=NOW + 30, iat=NOW + 30)).user_id == "user-1"


@pytest.mark.requirement("JW-14")
@pytest.mark.parametrize("leeway", [timedelta(seconds=-1), timedelta(seconds=121)])
def test_a_leeway_beyond_two_minutes_is_refused(make_verifier: MakeVerifier, leeway: timedelta) -> None:
    with pytest.raises(ValueError, match="leeway"):
        make_verifier(leeway=leeway)


@pytest.mark.parametrize(
    "setting", [{"issuer": ""}, {"audience": ""}, {"token_type": ""}, {"cache_size": -1}]
)
def test_empty_settings_are_refused(make_verifier: MakeVerifier, setting: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must|more"):
        make_verifier(**setting)


@pytest.mark.requirement("JW-25")
def test_sixteen_threads_get_the_same_answers_as_one(make_verifier: MakeVerifier, issuer: Issuer) -> None:
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
def test_verifying_needs_no_network(
    verifier: Verifier, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a network call"))

    assert verifier.verify(issuer.mint()).user_id == "user-1"


def test_a_revocation_check_that_fails_lets_nobody_in(make_verifier: MakeVerifier, issuer: Issuer) -> None:
    def is_revoked(_: VerifiedToken) -> bool:
        raise ConnectionError("the store is away")

    with pytest.raises(ConnectionError):
        make_verifier(is_revoked=is_revoked).verify(issuer.mint())


def test_the_leeway_is_that_of_a_token_seen_before_too(
    make_verifier: MakeVerifier, issuer: Issuer, clock: Clock
) -> None:
    verifier, token = make_verifier(leeway=timedelta(seconds=30)), issuer.mint(exp=NOW + 600)
    seen = verifier.verify(token)

    clock.now = NOW + 629
    assert verifier.verify(token) is seen
    clock.now = NOW + 630
    assert refusal(verifier, token) == "expired"


@pytest.mark.parametrize(
    ("settings", "mistake"),
    [
        ({"issuer": ""}, "issuer, audience and token_type must not be empty"),
        ({"audience": ""}, "issuer, audience and token_type must not be empty"),
        ({"token_type": ""}, "issuer, audience and token_type must not be empty"),
        ({"leeway": timedelta(seconds=121)}, "leeway is from 0 to 120 seconds"),
        ({"leeway": timedelta(seconds=-1)}, "leeway is from 0 to 120 seconds"),
        ({"early_leeway": timedelta(seconds=121)}, "early_leeway is from 0 to 120 seconds"),
        ({"cache_size": -1}, "cache_size is 0 or more"),
        ({"algorithms": "ES256"}, "algorithms is a collection of names"),
        ({"algorithms": ("HS256", "ES256")}, "an HMAC algorithm stands alone"),
    ],
)
def test_a_mistake_in_the_settings_is_told(
    make_verifier: MakeVerifier, settings: dict[str, object], mistake: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{mistake}$"):
        make_verifier(**settings)


def test_the_limits_of_the_settings_are_allowed(make_verifier: MakeVerifier, issuer: Issuer) -> None:
    two_minutes = timedelta(seconds=120)

    make_verifier(leeway=two_minutes, early_leeway=two_minutes).verify(issuer.mint())
    make_verifier(leeway=timedelta(0), early_leeway=timedelta(0), cache_size=0).verify(issuer.mint())


def test_a_token_of_the_largest_size_is_read(verifier: Verifier, issuer: Issuer) -> None:
    # Four characters for three bytes, so one of three lengths fits exactly.
    sized = {len(token): token for n in range(5300, 5800) for token in [issuer.mint(filler="x" * n)]}

    verifier.verify(sized[8192])
    assert refusal(verifier, sized[8192] + "A") == "too_large"


@pytest.mark.parametrize("keys", [[{"kty": "EC"}], None, 7, b'{"keys": []}'])
def test_keys_of_another_kind_are_told_in_a_sentence(keys: Any) -> None:  # noqa: ANN401 - whatever is given
    with pytest.raises(TypeError, match=f"keys is the address of .* this is {type(keys).__name__}"):
        Verifier(issuer="https://login.example", audience="shop", keys=keys)


@pytest.mark.parametrize("audience", [["shop", "other"], ("shop",), {"shop"}, b"shop", 7])
def test_an_audience_that_no_token_could_ever_name_is_told_at_once(
    audience: Any,  # noqa: ANN401 - whatever is given
) -> None:
    with pytest.raises(TypeError, match="one text each"):
        Verifier(issuer="https://login.example", audience=audience, keys={"keys": []})
