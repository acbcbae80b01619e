import pytest
from pydantic import ValidationError

from daemun.server_settings import ServerSettings


@pytest.mark.parametrize("address", ["127.0.0.1:9464", "[::1]:9464", "0.0.0.0:80"])
def test_an_address_for_monitoring_has_a_number_and_a_port(address: str) -> None:
    assert ServerSettings(monitoring_address=address).monitoring_address == address


@pytest.mark.parametrize("address", ["9464", "127.0.0.1", "localhost:9464", "::1:9464", "127.0.0.1:0", "x:1"])
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        ServerSettings(monitoring_address=address)


@pytest.mark.requirement("CF-04")
def test_a_token_for_metrics_is_long_and_never_shown() -> None:
    with pytest.raises(ValidationError):
        ServerSettings.model_validate({"metrics_token": "short"})
    assert "0123456789" not in repr(ServerSettings.model_validate({"metrics_token": "0123456789" * 4}))
