"""Time PyJWT on ES256 tokens that it has never seen, beside the bare signature check; prints JSON."""

import json
import sys
import time

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def main() -> None:
    order = json.load(sys.stdin)
    key = load_pem_public_key(order["public_key"].encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    began = time.perf_counter()
    for token in order["tokens"]:
        jwt.decode(token, key, algorithms=["ES256"], audience=order["audience"], issuer=order["issuer"])
    took = time.perf_counter() - began
    signed = [(bytes.fromhex(each[0]), bytes.fromhex(each[1])) for each in order["signed"]]
    algorithm = ec.ECDSA(hashes.SHA256())
    began = time.perf_counter()
    for signature, content in signed:
        key.verify(signature, content, algorithm)
    json.dump(took / (time.perf_counter() - began), sys.stdout)


if __name__ == "__main__":
    main()
