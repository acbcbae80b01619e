"""Who keeps a passkey, by the number that its maker publishes."""

from daemun.features.passkeys.providers import provider_name


def test_known_keepers_have_names_and_all_others_none() -> None:
    assert provider_name("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4") == "Google Password Manager"
    assert provider_name("00000000-0000-0000-0000-000000000000") is None
