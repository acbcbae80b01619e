"""An issuer with one key, and a verifier that trusts it at a moment that stands still."""

from collections.abc import Iterator

import pytest

from daemun_verify import Verifier
from verify.tests.issuer import AUDIENCE, ISSUER, Clock, Issuer, MakeVerifier
from verify.tests.key_server import KeyServer, send_json


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="session")
def other_issuer() -> Issuer:
    """Another key pair under the same key name."""
    return Issuer()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_verifier(issuer: Issuer, clock: Clock) -> MakeVerifier:
    def make(**settings: object) -> Verifier:
        usual = {"issuer": ISSUER, "audience": AUDIENCE, "keys": issuer.jwk_set, "clock": clock}
        return Verifier(**{**usual, **settings})  # type: ignore[arg-type]

    return make


@pytest.fixture
def verifier(make_verifier: MakeVerifier) -> Verifier:
    return make_verifier()


@pytest.fixture
def key_server(issuer: Issuer) -> Iterator[KeyServer]:
    """A server on this machine that publishes the key of the issuer."""
    with KeyServer() as server:
        server.answer = send_json(issuer.jwk_set)
        yield server
