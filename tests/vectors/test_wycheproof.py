"""Every case of Wycheproof about signatures, keys and tokens; overrides.json says where we differ and why."""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from daemun_verify import FixedKeySet, InvalidToken, VerificationKey
from daemun_verify.verifier import read_signed_content

FOLDER = Path(__file__).parent / "wycheproof"
OVERRIDES = {
    (decisions["file"], decision["tcId"]): decision["ours"]
    for decisions in json.loads((FOLDER / "overrides.json").read_text("utf-8"))
    for decision in decisions["decisions"]
}
HMAC_TAG_BITS = 256


def read_cases(file: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for group in json.loads((FOLDER / file).read_text("utf-8"))["testGroups"]:
        for case in group["tests"]:
            yield group, case


def expect(file: str, case: Mapping[str, Any]) -> bool:
    """Whether we accept the case: what its label says, unless overrides.json says otherwise."""
    if (file, case["tcId"]) in OVERRIDES:
        return OVERRIDES[file, case["tcId"]] == "accept"
    return bool(case["result"] == "valid")


def accepts(token: str, key: Mapping[str, Any]) -> bool:
    """Whether the key (or set) reads and the token verifies with it and its algorithm alone."""
    entries = key.get("keys", [key])
    try:
        keys = FixedKeySet({"keys": entries})
        algorithms = {found.algorithm for entry in entries if (found := keys.find(entry["kid"]))}
        read_signed_content(token, algorithms=algorithms, find_key=keys.find)
    except (ValueError, InvalidToken):
        return False
    return True


def cases_of(file: str) -> list[Any]:
    return [
        pytest.param(file, group, case, id=f"{case['tcId']}-{case['comment']}"[:60])
        for group, case in read_cases(file)
    ]


@pytest.mark.requirement("JW-01", "JW-05", "JW-21", "JW-22")
@pytest.mark.parametrize(("file", "group", "case"), cases_of("json_web_signature_test.shared.json"))
def test_signed_tokens_are_judged_as_decided(file: str, group: dict[str, Any], case: dict[str, Any]) -> None:
    key = group.get("public") or group["private"]

    assert accepts(case["jws"], key) is expect(file, case)


@pytest.mark.requirement("JW-06", "JW-19", "JW-22")
@pytest.mark.parametrize(("file", "group", "case"), cases_of("json_web_key_test.shared.json"))
def test_keys_are_judged_as_decided(file: str, group: dict[str, Any], case: dict[str, Any]) -> None:
    key = group.get("public") or group["private"]

    assert accepts(case["jws"], key) is expect(file, case)


@pytest.mark.requirement("JW-20")
@pytest.mark.parametrize(("file", "group", "case"), cases_of("json_web_crypto_test.shared.json"))
def test_of_signed_and_encrypted_tokens_only_signed_ones_pass(
    file: str, group: dict[str, Any], case: dict[str, Any]
) -> None:
    key = group.get("public") or group["private"]

    if "jwe" in case:
        assert not accepts(case["jwe"], key)
    else:
        assert accepts(case["jws"], key) is expect(file, case)


@pytest.mark.requirement("JW-20")
@pytest.mark.parametrize(("file", "group", "case"), cases_of("json_web_encryption_test.shared.json"))
def test_every_encrypted_token_is_refused(file: str, group: dict[str, Any], case: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken):
        read_signed_content(case["jwe"], algorithms=frozenset({"RS256", "ES256"}), find_key=lambda _: None)


def find_differing(file: str, algorithm: str) -> list[tuple[int, str, str]]:
    """The cases that we do not judge as decided; a key that is refused refuses all of its signatures."""
    differing = []
    for group, case in read_cases(file):
        try:
            key = VerificationKey.from_jwk({**jwk_of(group), "kid": "vector", "alg": algorithm})
        except ValueError:
            accepted = False
        else:
            accepted = key.verify(bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
        if accepted is not expect(file, case):
            differing.append((case["tcId"], case["comment"], case["result"]))
    return differing


def jwk_of(group: Mapping[str, Any]) -> dict[str, Any]:
    jwk: dict[str, Any] | None = group.get("publicKeyJwk") or group.get("keyJwk")
    if jwk is not None:
        return jwk
    curve = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}[group["publicKey"]["curve"]]
    point = bytes.fromhex(group["publicKey"]["uncompressed"])[1:]
    x, y = point[: len(point) // 2], point[len(point) // 2 :]
    return {"kty": "EC", "crv": curve, "x": encode(x), "y": encode(y)}


@pytest.mark.requirement("JW-17")
@pytest.mark.parametrize(
    ("file", "algorithm"),
    [
        ("ecdsa_secp256r1_sha256_p1363_test.shared.json", "ES256"),
        ("ecdsa_secp384r1_sha384_p1363_test.shared.json", "ES384"),
        ("ecdsa_secp521r1_sha512_p1363_test.shared.json", "ES512"),
    ],
)
def test_ecdsa_signatures_are_judged_as_decided(file: str, algorithm: str) -> None:
    assert find_differing(file, algorithm) == []


@pytest.mark.requirement("JW-18")
@pytest.mark.parametrize("algorithm", ["Ed25519", "EdDSA"])
def test_ed25519_signatures_are_judged_as_decided(algorithm: str) -> None:
    assert find_differing("ed25519_test.shared.json", algorithm) == []


@pytest.mark.requirement("JW-19")
@pytest.mark.parametrize(
    ("file", "algorithm"),
    [
        ("rsa_signature_2048_sha256_test.shared.json", "RS256"),
        ("rsa_pss_2048_sha256_mgf1_32_test.shared.json", "PS256"),
    ],
)
def test_rsa_signatures_are_judged_as_decided(file: str, algorithm: str) -> None:
    assert find_differing(file, algorithm) == []


@pytest.mark.requirement("JW-07")
def test_hmac_tags_are_judged_as_labelled_and_short_keys_and_tags_refused() -> None:
    file = "hmac_sha256_test.shared.json"
    differing = []
    for group, case in read_cases(file):
        secret = bytes.fromhex(case["key"])
        is_ours = len(secret) >= 32 and group["tagSize"] == HMAC_TAG_BITS
        if hmac_accepts(secret, case) is not (is_ours and expect(file, case)):
            differing.append((case["tcId"], case["comment"], case["result"]))

    assert differing == []


def hmac_accepts(secret: bytes, case: Mapping[str, Any]) -> bool:
    jwk = {"kty": "oct", "kid": "hmac", "alg": "HS256", "k": encode(secret)}
    try:
        key = VerificationKey.from_jwk(jwk)
    except ValueError:
        return False
    return key.verify(bytes.fromhex(case["msg"]), bytes.fromhex(case["tag"]))


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def test_every_decision_of_ours_is_explained_and_about_a_case_that_exists() -> None:
    for decisions in json.loads((FOLDER / "overrides.json").read_text("utf-8")):
        labels = {case["tcId"]: case["result"] for _, case in read_cases(decisions["file"])}
        for decision in decisions["decisions"]:
            assert labels[decision["tcId"]] == decision["label"]
            assert decision["why"]
