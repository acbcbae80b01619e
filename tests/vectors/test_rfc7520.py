"""The examples of RFC 7520 (JOSE cookbook): compact signatures verify, every other form is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from daemun_verify import InvalidToken, VerificationKey
from daemun_verify.base64url import decode_base64url
from daemun_verify.verifier import read_signed_content

FOLDER = Path(__file__).parent / "rfc7520"
PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi"}


def read(name: str) -> dict[str, Any]:
    example: dict[str, Any] = json.loads((FOLDER / name).read_text("utf-8"))
    return example


def verify(token: object, example: dict[str, Any], **also: str) -> bytes:
    """Verify with the key of the example, bound to the algorithm of the example."""
    jwk = {name: value for name, value in example["input"]["key"].items() if name not in PRIVATE_MEMBERS}
    algorithm = example["input"]["alg"]
    key = VerificationKey.from_jwk({**jwk, **also, "alg": algorithm})
    return read_signed_content(token, algorithms=frozenset({algorithm}), find_key=lambda _: key).payload


@pytest.mark.parametrize(
    "name",
    [
        "jws/4_1.rsa_v15_signature.json",
        "jws/4_2.rsa-pss_signature.json",
        "jws/4_3.ecdsa_signature.json",
        "jws/4_4.hmac-sha2_integrity_protection.json",
    ],
)
def test_compact_signatures_verify(name: str) -> None:
    example = read(name)

    assert verify(example["output"]["compact"], example).decode("utf-8") == example["input"]["payload"]


@pytest.mark.requirement("JW-18")
@pytest.mark.parametrize("name", ["Ed25519", "EdDSA"])
def test_the_ed25519_example_verifies_under_both_names_of_the_key(name: str) -> None:
    example = read("curve25519/jws.json")
    jwk = {**example["input"]["key"], "kid": "example", "alg": name}
    del jwk["d"]
    signing_input, signature = example["signing"]["sig-input"], example["signing"]["sig"]
    key = VerificationKey.from_jwk(jwk)

    assert key.verify(signing_input.encode("ascii"), decode_base64url(signature))
    assert key.is_for("EdDSA")
    assert key.is_for("Ed25519")


@pytest.mark.requirement("JW-09")
def test_a_token_that_names_no_key_is_refused() -> None:
    example = read("curve25519/jws.json")

    with pytest.raises(InvalidToken) as refused:
        verify(example["output"]["compact"], example, kid="example")

    assert refused.value.code == "unknown_key"


@pytest.mark.requirement("JW-10", "JW-21")
@pytest.mark.parametrize(
    "name",
    [
        "jws/4_5.signature_with_detached_content.json",
        "jws/4_6.protecting_specific_header_fields.json",
        "jws/4_7.protecting_content_only.json",
        "rfc7797/4.2.hmac-sha2_b64_false.json",
        "rfc7797/hmac-sha2_b64_false.json",
    ],
)
def test_detached_unencoded_and_json_forms_are_refused(name: str) -> None:
    example = read(name)

    for form in example["output"].values():
        token = form if isinstance(form, str) else json.dumps(form)
        with pytest.raises(InvalidToken):
            verify(token, example, kid="example")


@pytest.mark.requirement("JW-21")
def test_several_signatures_are_refused() -> None:
    example = read("jws/4_8.multiple_signatures.json")
    first = {
        "input": {"key": example["input"]["key"][0], "alg": example["input"]["alg"][0]},
    }

    for form in example["output"].values():
        with pytest.raises(InvalidToken):
            verify(json.dumps(form), first)


@pytest.mark.requirement("JW-20")
def test_a_signed_token_inside_an_encrypted_one_is_refused() -> None:
    example = read("6.nesting_signatures_and_encryption.json")

    with pytest.raises(InvalidToken) as refused:
        read_signed_content(
            example["encrypt"]["output"]["compact"],
            algorithms=frozenset({"RS256"}),
            find_key=lambda _: None,
        )

    assert refused.value.code in {"malformed", "too_large"}


@pytest.mark.requirement("JK-02")
@pytest.mark.parametrize("name", ["jwk/3_2.ec_private_key.json", "jwk/3_4.rsa_private_key.json"])
def test_private_keys_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="private"):
        VerificationKey.from_jwk({**read(name), "alg": "RS256"})


@pytest.mark.parametrize(
    ("name", "algorithm"), [("jwk/3_1.ec_public_key.json", "ES512"), ("jwk/3_3.rsa_public_key.json", "PS384")]
)
def test_public_keys_are_read(name: str, algorithm: str) -> None:
    assert VerificationKey.from_jwk({**read(name), "alg": algorithm}).algorithm == algorithm
