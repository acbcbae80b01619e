"""ECDSA signatures (RFC 7518 section 3.4): two numbers of the size of the curve, one after the other."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurve, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from jwt.algorithms import ECAlgorithm


class EcdsaAlgorithm(ECAlgorithm):
    """PyJWT's, with everything that is constant computed once: a verifier does little else."""

    def __init__(self, hash_algorithm: type[HashAlgorithm], curve: type[EllipticCurve]) -> None:
        super().__init__(hash_algorithm, curve)
        self._scheme = ECDSA(hash_algorithm())
        self._number_size = (curve().key_size + 7) // 8

    def verify(  # type: ignore[override]  # PyJWT takes private keys, too.
        self, message: bytes, key: EllipticCurvePublicKey, signature: bytes
    ) -> bool:
        """Whether the signature is this key's over the message."""
        size = self._number_size
        if len(signature) != 2 * size:
            return False
        r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
        try:
            key.verify(encode_dss_signature(r, s), message, self._scheme)
        except InvalidSignature:
            return False
        return True
