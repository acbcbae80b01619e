"""An issuer with one key, and a verifier that trusts it at a moment that stands still."""

import pytest

from daemun_verify import Verifier
from verify.tests.issuer import AUDIENCE, ISSUER, Clock, Issuer, MakeVerifier


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
