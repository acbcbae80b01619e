"""ECDSA signatures: two numbers of the size of the curve, and nothing else is one."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from daemun_verify.ecdsa import EcdsaAlgorithm

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
CURVES: dict[str, tuple[type[hashes.HashAlgorithm], type[ec.EllipticCurve], int]] = {
    "ES256": (hashes.SHA256, ec.SECP256R1, 32),
    "ES384": (hashes.SHA384, ec.SECP384R1, 48),
    "ES512": (hashes.SHA512, ec.SECP521R1, 66),
}


@pytest.mark.parametrize("name", CURVES)
def test_what_cryptography_signs_is_a_signature_of_that_message_by_that_key(name: str) -> None:
    hash_algorithm, curve, size = CURVES[name]
    signer, other = (ec.generate_private_key(curve()) for _ in range(2))
    r, s = decode_dss_signature(signer.sign(b"message", ec.ECDSA(hash_algorithm())))
    signature = r.to_bytes(size) + s.to_bytes(size)
    algorithm = EcdsaAlgorithm(hash_algorithm, curve)

    assert algorithm.verify(b"message", signer.public_key(), signature)
    assert not algorithm.verify(b"massage", signer.public_key(), signature)
    assert not algorithm.verify(b"message", other.public_key(), signature)
    assert not algorithm.verify(b"message", signer.public_key(), s.to_bytes(size) + r.to_bytes(size))


@pytest.mark.requirement("JW-17")
def test_numbers_of_another_size_or_out_of_range_are_no_signature() -> None:
    signer = ec.generate_private_key(ec.SECP256R1())
    r, s = decode_dss_signature(signer.sign(b"message", ec.ECDSA(hashes.SHA256())))
    algorithm = EcdsaAlgorithm(hashes.SHA256, ec.SECP256R1)
    forged = {
        "longer": r.to_bytes(33) + s.to_bytes(33),
        "one more": r.to_bytes(32) + s.to_bytes(32) + b"\0",
        "cut": (r.to_bytes(32) + s.to_bytes(32))[:-1],
        "one number": r.to_bytes(32),
        "nothing": b"",
        "zero": bytes(64),
        "r is zero": bytes(32) + s.to_bytes(32),
        "s is zero": r.to_bytes(32) + bytes(32),
        "the order": P256_ORDER.to_bytes(32) * 2,
        "largest": b"\xff" * 64,
    }

    taken = [name for name, each in forged.items() if algorithm.verify(b"message", signer.public_key(), each)]

    assert taken == []
