import pytest

from daemun import Preset
from daemun.features.social_login.preset import in_language, never, says_verified
from daemun.features.social_login.presets import PRESETS

PLAIN = {
    "authorization_endpoint": "https://a.example/authorize",
    "token_endpoint": "https://a.example/token",
    "userinfo_endpoint": "https://a.example/me",
    "claims": {"sub": "id"},
}


def test_a_preset_says_where_people_log_in_and_what_they_are_known_by() -> None:
    assert Preset(issuer="https://a.example").is_whole
    assert Preset(**PLAIN).is_whole  # type: ignore[arg-type]
    for name, nothing in (
        ("token_endpoint", None),
        ("userinfo_endpoint", None),
        ("claims", {"name": "login"}),
    ):
        assert not Preset(**{**PLAIN, name: nothing}).is_whole  # type: ignore[arg-type]
    assert all(preset.is_whole for preset in PRESETS.values())


@pytest.mark.requirement("OI-09")
@pytest.mark.parametrize("said", ["true", 1, None, False, {}, ["true"]])
def test_only_the_boolean_of_the_standard_says_that_an_address_was_proven(said: object) -> None:
    assert not says_verified({"email_verified": said})
    assert says_verified({"email_verified": True})
    assert not never({"email_verified": True})


def test_english_serves_where_a_language_is_missing() -> None:
    assert in_language({"en": "Kakao", "ko": "카카오"}, "ko") == "카카오"
    assert in_language({"en": "Kakao"}, "ko") == "Kakao"
    assert in_language({}, "ko") is None
