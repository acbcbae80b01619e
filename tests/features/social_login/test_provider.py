import pytest

from daemun.features.social_login.provider import Provider
from daemun.features.social_login.settings import ProviderSettings


def provider(**members: object) -> Provider:
    settings = {"issuer": "https://school.example", "client_id": "shop", **members}
    return Provider.from_settings("school", ProviderSettings.model_validate(settings))


@pytest.mark.requirement("OI-09")
@pytest.mark.parametrize("said", ["true", 1, 1.0, "1", [True], {}, None, False, "absent"])
def test_only_the_boolean_makes_an_address_proven(said: object) -> None:
    claims = {"sub": "1", "email": "kim@example.kr"} | ({} if said == "absent" else {"email_verified": said})

    assert not provider().read_claims(claims).is_email_proven
    assert provider().read_claims(claims | {"email_verified": True}).is_email_proven


@pytest.mark.requirement("OI-09")
@pytest.mark.parametrize(
    ("email", "is_proven"),
    [
        ("kim@example.kr", True),
        ("kim@EXAMPLE.KR", True),
        ("kim@sub.example.kr", False),
        ("kim@evil-example.kr", False),
        ("kim@example.kr@evil.example", False),
        ("kim@other.kr", False),
    ],
)
def test_a_provider_vouches_for_its_own_domains(email: str, is_proven: bool) -> None:
    claims = {"sub": "1", "email": email, "email_verified": True}

    assert provider(email_domains="example.kr").read_claims(claims).is_email_proven is is_proven


def test_one_of_the_operators_own_need_not_say_it_but_may_deny_it() -> None:
    own = provider(trust_email=True)
    claims = {"sub": "1", "email": "kim@example.kr"}

    assert own.read_claims(claims).is_email_proven
    assert not own.read_claims(claims | {"email_verified": False}).is_email_proven
    assert not own.read_claims(claims | {"email_verified": "false"}).is_email_proven


@pytest.mark.parametrize("email", [None, 17, "", ["kim@example.kr"], "x" * 255])
def test_what_is_no_address_is_none(email: object) -> None:
    claimed = provider().read_claims({"sub": "1", "email": email, "email_verified": True})

    assert (claimed.email, claimed.is_email_proven) == (None, False)


def test_its_secret_is_in_no_text() -> None:
    assert "hush" not in repr(provider(client_secret="hush-hush"))
