import pytest
from flask import Config

from daemun.settings.reading import load_environment, read_settings, under_config


def test_a_name_with_flasks_own_prefix_that_nobody_reads_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("FLASK_DAEMUN_REGISTRATION_ENABLED", "false")
    config = Config("")

    under_config(config)
    assert "FLASK_DAEMUN_REGISTRATION_ENABLED: only app.config.from_prefixed_env() reads it" in caplog.text
    caplog.clear()
    config.from_prefixed_env()

    assert read_settings(under_config(config)).registration.enabled is False
    assert caplog.text == ""


def test_a_file_of_settings_that_only_the_server_reads_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DAEMUN_CONFIG", "daemun.toml")
    of_the_server = Config("")
    load_environment(of_the_server)

    under_config(of_the_server)
    assert caplog.text == ""
    under_config({})

    assert "DAEMUN_CONFIG: the server reads a file" in caplog.text
