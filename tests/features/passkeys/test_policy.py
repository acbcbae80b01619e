"""Which domain passkeys are for, and which pages may ask for them."""

import pytest

from daemun.features.passkeys.model import RelyingParty, Site
from daemun.features.passkeys.policy import relying_party
from daemun.features.passkeys.settings import PasskeySettings

SITE = Site("login.example.com", ("https://login.example.com",))


@pytest.mark.parametrize(
    ("rp_id", "issuer", "domain"),
    [
        (None, "urn:daemun", "login.example.com"),
        (None, "https://id.example.com/tenant", "id.example.com"),
        (None, "http://localhost:8000", "localhost"),
        ("example.com", "https://id.example.com", "example.com"),
    ],
)
def test_the_domain_is_set_or_that_of_the_issuer_or_the_one_that_was_asked(
    rp_id: str | None, issuer: str, domain: str
) -> None:
    party = relying_party(PasskeySettings(rp_id=rp_id), SITE, issuer=issuer, name="책방")

    assert party == RelyingParty(domain, "책방", SITE.origins)


def test_further_origins_count_as_our_own() -> None:
    settings = PasskeySettings(origins=("https://example.co.kr",))

    party = relying_party(settings, SITE, issuer="urn:daemun", name="책방")

    assert party.origins == ("https://login.example.com", "https://example.co.kr")
