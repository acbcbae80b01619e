"""What `claims=` may not set."""

import pytest

from daemun.features.tokens.reserved_claims import RESERVED_CLAIMS


@pytest.mark.parametrize(
    "name",
    ["iss", "sub", "roles", "azp", "typ", "kid", "cty", "x5t#S256", "nonce", "email", "name", "cnf", "act"],
)
def test_registered_names_of_claims_and_headers_are_reserved(name: str) -> None:
    assert name in RESERVED_CLAIMS


@pytest.mark.parametrize("name", ["team", "plan", "tenant", "shelf", "department", "since", "levels"])
def test_names_of_an_application_are_free(name: str) -> None:
    assert name not in RESERVED_CLAIMS
