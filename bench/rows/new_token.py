"""Verifying an ES256 token that was never seen: how often as long as the bare check of its signature."""

import gc
import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from functools import partial
from time import perf_counter
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.row import Row, Side, interleaved
from bench.served import PEERS_PYTHON
from daemun_verify import Verifier
from daemun_verify.base64url import decode_base64url
from tests.server_process import ROOT
from verify.tests.issuer import AUDIENCE, ISSUER, Issuer

_PEERS: Final = ("PyJWT", "joserfc")


def measure(*, count: int = 2000, rounds: int = 9) -> Iterator[Row]:
    issuer = Issuer()
    key = issuer.private_key.public_key()
    now = int(time.time())
    tokens = [
        issuer.mint(jti=f"token-{number}", iat=now, nbf=now, exp=now + 3600, auth_time=now)
        for number in range(count)
    ]
    signed = [_signature_and_content(token) for token in tokens]
    # Peers have a process of their own: the collector of garbage leaves alone what other rows loaded.
    gc.freeze()
    algorithm = ec.ECDSA(hashes.SHA256())

    def check() -> float:
        began = perf_counter()
        for signature, content in signed:
            key.verify(signature, content, algorithm)
        return (perf_counter() - began) / count * 1e6

    def verify() -> float:
        # A verifier that knows none of them.
        verifier = Verifier(issuer=ISSUER, audience=AUDIENCE, keys=issuer.jwk_set)
        began = perf_counter()
        for token in tokens:
            verifier.verify(token)
        return (perf_counter() - began) / count * 1e6

    order = {
        "public_key": key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        "tokens": tokens,
        "signed": [[signature.hex(), content.hex()] for signature, content in signed],
        "issuer": ISSUER,
        "audience": AUDIENCE,
    }
    peers: Mapping[str, Side] = {}
    if PEERS_PYTHON.exists():
        peers = {name: partial(_ask_peer, name, order) for name in _PEERS}
    seen = interleaved({"limit": check, "daemun": verify, **peers}, rounds)
    yield Row(
        "verifying an ES256 token never seen",
        f"the signature alone, {seen['limit']:.0f} µs",
        f"{seen['daemun']:.0f} µs",
        seen["daemun"] / seen["limit"],
        1.4,
        is_at_most=True,
        peers={name: f"{seen[name]:.2f}" for name in peers},
    )


def _signature_and_content(token: str) -> tuple[bytes, bytes]:
    content, _, signature = token.rpartition(".")
    raw = decode_base64url(signature)
    half = len(raw) // 2
    numbers = int.from_bytes(raw[:half]), int.from_bytes(raw[half:])
    return encode_dss_signature(*numbers), content.encode()


def _ask_peer(name: str, order: Mapping[str, object]) -> float:
    asked = [str(PEERS_PYTHON), "-m", "bench.peers.verify", name]
    answer = subprocess.run(
        asked, input=json.dumps(order), capture_output=True, text=True, check=True, cwd=ROOT
    )
    return float(answer.stdout)
