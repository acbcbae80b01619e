"""When an address counts as proven, provider by provider."""

import pytest

from daemun.features.social_login.provider import Provider
from daemun.features.social_login.settings import ProviderSettings
from tests.features.social_login.shapes import CLIENT, SECRET
from tests.features.social_login.stand_in import APPLE_KEY, KEY_ID, TEAM


@pytest.mark.requirement("OI-09")
@pytest.mark.parametrize(
    ("name", "said", "is_proven"),
    [
        ("google", {"email": "a@gmail.com", "email_verified": True}, True),
        ("google", {"email": "b@shop.example", "email_verified": True}, False),
        ("google", {"email": "c@shop.example", "email_verified": True, "hd": "shop.example"}, True),
        ("google", {"email": "d@gmail.com", "email_verified": "true"}, False),
        ("google", {"email": "e@gmail.com.evil.example", "email_verified": True}, False),
        ("apple", {"email": "f@example.kr", "email_verified": True}, True),
        ("apple", {"email": "g@example.kr", "email_verified": "false"}, False),
        ("apple", {"email": "h@example.kr", "email_verified": 1}, False),
        ("microsoft", {"email": "i@contoso.example"}, False),
        ("microsoft", {"email": "j@contoso.example", "email_verified": True}, False),
        ("microsoft", {"email": "k@contoso.example", "xms_edov": True}, True),
        ("microsoft", {"email": "l@contoso.example", "xms_edov": "1"}, True),
        ("microsoft", {"email": "m@contoso.example", "xms_edov": 1}, True),
        ("microsoft", {"email": "n@contoso.example", "xms_edov": "false"}, False),
        ("microsoft", {"email": "o@contoso.example", "xms_edov": 0}, False),
        ("microsoft", {"email": "p@a.example", "verified_primary_email": ["p@a.example"]}, True),
        ("microsoft", {"email": "q@a.example", "verified_primary_email": ["x@a.example"]}, False),
        ("microsoft", {"email": "r@a.example", "verified_primary_email": "r@a.example"}, False),
        ("kakao", {"email": "s@kakao.example", "email_verified": True}, True),
        ("kakao", {"email": "t@kakao.example", "email_verified": "true"}, False),
        ("kakao", {"email": "u@kakao.example"}, False),
        ("naver", {"email": "v@naver.com", "email_verified": True}, False),
        ("line", {"email": "w@line.example", "email_verified": True}, False),
    ],
)
def test_an_address_counts_as_proven_by_the_providers_own_rule(
    name: str, said: dict[str, object], is_proven: bool
) -> None:
    settings: dict[str, object] = {"preset": name, "client_id": CLIENT, "client_secret": SECRET}
    if name == "apple":
        settings = {**settings, "team_id": TEAM, "key_id": KEY_ID, "private_key": APPLE_KEY}
    provider = Provider.from_settings(name, ProviderSettings.model_validate(settings))

    claimed = provider.read_claims({"sub": "1", **said})

    assert (claimed.email, claimed.is_email_proven) == (said["email"], is_proven)
