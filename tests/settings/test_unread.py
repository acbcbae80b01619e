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


@pytest.mark.parametrize("word", ["DAEMON", "DEAMUN", "daemun", "Daemun", "DAMUN"])
def test_a_setting_after_a_word_that_looks_like_ours_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, word: str
) -> None:
    for rest in ("DATABASE_URL", "SECRET_KEY_FILE", "OF_SOMEBODY_ELSE"):
        monkeypatch.setenv(f"{word}_{rest}", "x")
    monkeypatch.setenv("SHOP_DATABASE_URL", "x")

    under_config({"DEMUN_HTTP_ORIGIN": "x"})
    told = [record.getMessage() for record in caplog.records]
    caplog.clear()
    load_environment(Config(""))

    assert sorted(told) == sorted(
        [
            "DEMUN_HTTP_ORIGIN: nothing reads it; did you mean DAEMUN_HTTP_ORIGIN?",
            f"{word}_DATABASE_URL: nothing reads it; did you mean DAEMUN_DATABASE_URL?",
            f"{word}_SECRET_KEY_FILE: nothing reads it; did you mean DAEMUN_SECRET_KEY_FILE?",
        ]
    )
    assert len(caplog.records) == 2
