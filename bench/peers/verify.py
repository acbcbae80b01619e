"""Time a library on ES256 tokens that it has never seen, beside the bare signature check; prints JSON.

`python -m bench.peers.verify PyJWT` takes its order from standard input.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import ECKey

Order = dict[str, Any]
Verify = Callable[[str], object]


def main() -> None:
    order = json.load(sys.stdin)
    key = load_pem_public_key(order["public_key"].encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    verify = {"PyJWT": _with_pyjwt, "joserfc": _with_joserfc}[sys.argv[1]](order, key)
    began = time.perf_counter()
    for token in order["tokens"]:
        verify(token)
    took = time.perf_counter() - began
    signed = [(bytes.fromhex(each[0]), bytes.fromhex(each[1])) for each in order["signed"]]
    algorithm = ec.ECDSA(hashes.SHA256())
    began = time.perf_counter()
    for signature, content in signed:
        key.verify(signature, content, algorithm)
    json.dump(took / (time.perf_counter() - began), sys.stdout)


def _with_pyjwt(order: Order, key: ec.EllipticCurvePublicKey) -> Verify:
    def verify(token: str) -> object:
        return jwt.decode(
            token, key, algorithms=["ES256"], audience=order["audience"], issuer=order["issuer"]
        )

    return verify


def _with_joserfc(order: Order, key: ec.EllipticCurvePublicKey) -> Verify:
    own = ECKey.import_key(order["public_key"])
    claims = joserfc_jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": order["issuer"]},
        aud={"essential": True, "value": order["audience"]},
        exp={"essential": True},
    )

    def verify(token: str) -> object:
        decoded = joserfc_jwt.decode(token, own, algorithms=["ES256"])
        claims.validate(decoded.claims)
        return decoded

    return verify


if __name__ == "__main__":
    main()
