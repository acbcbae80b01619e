"""Keys: one algorithm each, public only, obeying what they say they are for."""

from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm, RSAPSSAlgorithm

from daemun_verify import VerificationKey
from verify.tests.issuer import Issuer, encode

EC_KEYS = {
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "ES512": ec.generate_private_key(ec.SECP521R1()),
}
EC_HASHES = {"ES256": ECAlgorithm.SHA256, "ES384": ECAlgorithm.SHA384, "ES512": ECAlgorithm.SHA512}
RSA_KEY = rsa.generate_private_key(65537, 2048)
RSA_ALGORITHMS = {
    "RS256": RSAAlgorithm(RSAAlgorithm.SHA256),
    "RS384": RSAAlgorithm(RSAAlgorithm.SHA384),
    "RS512": RSAAlgorithm(RSAAlgorithm.SHA512),
    "PS256": RSAPSSAlgorithm(RSAPSSAlgorithm.SHA256),
    "PS384": RSAPSSAlgorithm(RSAPSSAlgorithm.SHA384),
    "PS512": RSAPSSAlgorithm(RSAPSSAlgorithm.SHA512),
}
ED25519_KEY = ed25519.Ed25519PrivateKey.generate()


def rsa_jwk(algorithm: str) -> dict[str, Any]:
    jwk = RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True)
    return {"kty": "RSA", "n": jwk["n"], "e": jwk["e"], "kid": "rsa", "alg": algorithm}


@pytest.mark.parametrize("algorithm", EC_KEYS)
def test_elliptic_curve_keys_verify_and_say_no(algorithm: str) -> None:
    private_key = EC_KEYS[algorithm]
    jwk = {**ECAlgorithm.to_jwk(private_key.public_key(), as_dict=True), "kid": "ec"}
    signature = ECAlgorithm(EC_HASHES[algorithm]).sign(b"message", private_key)

    key = VerificationKey.from_jwk(jwk)

    assert key.algorithm == algorithm
    assert key.verify(b"message", signature)
    assert not key.verify(b"massage", signature)
    assert not key.verify(b"message", signature + b"\0")
    assert not key.verify(b"message", b"")


@pytest.mark.requirement("JW-17")
def test_the_der_form_of_a_signature_is_refused() -> None:
    private_key = EC_KEYS["ES256"]
    key = VerificationKey.from_jwk(
        {**ECAlgorithm.to_jwk(private_key.public_key(), as_dict=True), "kid": "ec"}
    )

    assert not key.verify(b"message", private_key.sign(b"message", ec.ECDSA(hashes.SHA256())))


@pytest.mark.requirement("JW-06")
@pytest.mark.parametrize("algorithm", RSA_ALGORITHMS)
def test_an_rsa_key_verifies_with_its_own_algorithm_only(algorithm: str) -> None:
    key = VerificationKey.from_jwk(rsa_jwk(algorithm))

    for other, signer in RSA_ALGORITHMS.items():
        assert key.verify(b"message", signer.sign(b"message", RSA_KEY)) is (other == algorithm)
        assert key.is_for(other) is (other == algorithm)


@pytest.mark.requirement("JW-18")
@pytest.mark.parametrize("named", ["Ed25519", "EdDSA", None])
def test_an_ed25519_key_is_for_both_names_and_for_nothing_else(named: str | None) -> None:
    jwk = {**OKPAlgorithm.to_jwk(ED25519_KEY.public_key(), as_dict=True), "kid": "ed"}
    key = VerificationKey.from_jwk(jwk if named is None else {**jwk, "alg": named})

    assert key.verify(b"message", ED25519_KEY.sign(b"message"))
    assert not key.verify(b"message", ED25519_KEY.sign(b"massage"))
    assert key.is_for("Ed25519")
    assert key.is_for("EdDSA")
    assert not any(key.is_for(name) for name in ("ES256", "Ed448", "eddsa", "ED25519"))


@pytest.mark.requirement("JW-18")
def test_the_names_of_ed25519_are_for_no_other_key() -> None:
    jwk = {**ECAlgorithm.to_jwk(EC_KEYS["ES256"].public_key(), as_dict=True), "kid": "ec"}
    for named in ("EdDSA", "Ed25519"):
        assert not VerificationKey.from_jwk(jwk).is_for(named)
        with pytest.raises(ValueError, match="algorithm"):
            VerificationKey.from_jwk({**jwk, "alg": named})


@pytest.mark.requirement("JW-06")
@pytest.mark.parametrize("named", ["ES384", "ES256K", "HS256", "none", "es256", "", None, 7, ["ES256"]])
def test_a_key_with_the_algorithm_of_another_is_refused(issuer: Issuer, named: object) -> None:
    with pytest.raises(ValueError, match="algorithm"):
        VerificationKey.from_jwk({**issuer.jwk, "alg": named})


@pytest.mark.requirement("JW-06")
def test_an_rsa_key_must_name_its_algorithm() -> None:
    jwk = rsa_jwk("RS256")
    del jwk["alg"]

    with pytest.raises(ValueError, match="algorithm"):
        VerificationKey.from_jwk(jwk)


@pytest.mark.requirement("JW-22")
@pytest.mark.parametrize(
    "purpose",
    [
        {"use": "enc"},
        {"use": "SIG"},
        {"use": None},
        {"use": ["sig"]},
        {"key_ops": ["encrypt"]},
        {"key_ops": ["sign"]},
        {"key_ops": []},
        {"key_ops": "verify"},
        {"key_ops": None},
        {"use": "sig", "key_ops": ["wrapKey"]},
    ],
)
def test_a_key_for_something_else_never_verifies(issuer: Issuer, purpose: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"use|key_ops"):
        VerificationKey.from_jwk({**issuer.jwk, **purpose})


@pytest.mark.requirement("JW-22")
def test_a_key_for_verifying_is_read(issuer: Issuer) -> None:
    assert VerificationKey.from_jwk({**issuer.jwk, "key_ops": ["verify"]}).key_id == "key-1"


@pytest.mark.requirement("JK-02")
@pytest.mark.parametrize("name", ["d", "p", "q", "dp", "dq", "qi", "oth", "priv"])
def test_private_members_are_refused(issuer: Issuer, name: str) -> None:
    with pytest.raises(ValueError, match="private"):
        VerificationKey.from_jwk({**issuer.jwk, name: "AAAA"})


@pytest.mark.requirement("JW-17")
@pytest.mark.parametrize(
    "change",
    [
        {"y": encode(b"\1" * 32)},
        {"x": encode(b"\xff" * 32)},
        {"x": encode(bytes(32)), "y": encode(bytes(32))},
        {"x": encode(b"\1" * 31)},
        {"x": "AAA=", "y": "AAAA"},
        {"x": None},
        {"x": 7},
        {"crv": "P-384", "alg": "ES384"},
    ],
)
def test_points_that_are_not_on_the_curve_are_refused(issuer: Issuer, change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        VerificationKey.from_jwk({**issuer.jwk, **change})


@pytest.mark.parametrize(
    "change", [{"kid": None}, {"kid": ""}, {"kid": 7}, {"kty": "AKP"}, {"kty": None}, {"kty": "ec"}]
)
def test_keys_without_name_or_of_an_unknown_kind_are_refused(
    issuer: Issuer, change: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"kid|kind"):
        VerificationKey.from_jwk({**issuer.jwk, **change})


def test_a_key_shows_no_material(issuer: Issuer) -> None:
    secret = VerificationKey.from_jwk(
        {"kty": "oct", "kid": "1", "alg": "HS256", "k": encode(b"very-q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2")}
    )

    assert "very" not in repr(secret)
    assert repr(VerificationKey.from_jwk(issuer.jwk)) == "VerificationKey(key_id='key-1', algorithm='ES256')"


def test_equal_keys_are_equal(issuer: Issuer, other_issuer: Issuer) -> None:
    assert VerificationKey.from_jwk(issuer.jwk) == VerificationKey.from_jwk(issuer.jwk)
    assert VerificationKey.from_jwk(issuer.jwk) != VerificationKey.from_jwk(other_issuer.jwk)


@pytest.mark.requirement("JW-18")
def test_an_ed25519_key_that_anybody_can_sign_for_is_refused() -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": encode(b"\1" + bytes(31))}

    with pytest.raises(ValueError, match="safe"):
        VerificationKey.from_jwk(jwk)
