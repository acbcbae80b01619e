from datetime import timedelta

import pytest
from flask import Flask

from daemun.settings import SettingsRefused, load_environment, read_settings, setting_names


def mistakes(**config: object) -> list[str]:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({f"DAEMUN_{name.upper()}": value for name, value in config.items()})
    assert all(mistake in str(refused.value) for mistake in refused.value.mistakes)
    return [mistake.split(":")[0] for mistake in refused.value.mistakes]


def test_without_settings_there_are_safe_defaults() -> None:
    settings = read_settings({"SECRET_KEY": "of the host", "DEBUG": True})

    assert not settings.development
    assert settings.passwords.min_length == 15
    assert settings.tokens.access_token_lifetime == timedelta(minutes=10)
    assert not settings.transport.query_string


def test_a_setting_is_named_by_its_group_and_field() -> None:
    names = setting_names()

    assert names["DAEMUN_LOCKOUT_MAX_FAILURES"] == ("lockout", "max_failures")
    assert names["DAEMUN_DEVELOPMENT"] == (None, "development")
    assert read_settings({"DAEMUN_LOCKOUT_MAX_FAILURES": 3}).lockout.max_failures == 3


@pytest.mark.requirement("CF-02")
def test_text_as_in_an_environment_is_read() -> None:
    settings = read_settings(
        {
            "DAEMUN_LOCKOUT_MAX_FAILURES": "3",
            "DAEMUN_TRANSPORT_COOKIES": "true",
            "DAEMUN_TOKENS_ACCESS_TOKEN_LIFETIME": "120",
            "DAEMUN_SESSIONS_REFRESH_GRACE": "0",
            "DAEMUN_SESSIONS_IDLE_LIFETIME": "P7D",
            "DAEMUN_LOCKOUT_FIRST_WAIT": "1.5",
            "DAEMUN_USERS_IDENTIFIERS": "email, username",
            "DAEMUN_PASSWORDS_CONTEXT_WORDS": "bluebird,  파랑새 ,",
        }
    )

    assert settings.lockout.max_failures == 3
    assert settings.transport.cookies
    assert settings.tokens.access_token_lifetime == timedelta(minutes=2)
    assert settings.sessions.refresh_grace == timedelta(0)
    assert settings.sessions.idle_lifetime == timedelta(days=7)
    assert settings.lockout.first_wait == timedelta(seconds=1.5)
    assert settings.users.identifiers == ("email", "username")
    assert settings.passwords.context_words == ("bluebird", "파랑새")


@pytest.mark.requirement("CF-02")
def test_an_unknown_name_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({"DAEMUN_LOCKOUT_MAX_FAILURE": 3, "DAEMUN_NOTHING_LIKE_IT_AT_ALL": 1})

    assert refused.value.mistakes == (
        "DAEMUN_LOCKOUT_MAX_FAILURE: no such setting; did you mean DAEMUN_LOCKOUT_MAX_FAILURES?",
        "DAEMUN_NOTHING_LIKE_IT_AT_ALL: no such setting",
    )


@pytest.mark.requirement("CF-01", "CF-02")
def test_all_mistakes_are_told_at_once_and_no_value_is() -> None:
    config = {
        "DAEMUN_TYPO": "hunter2",
        "DAEMUN_LOCKOUT_MAX_FAILURES": "hunter2",
        "DAEMUN_HTTP_URL_PREFIX": "hunter2",
        "DAEMUN_PASSWORDS_PEPPER": "hunter2",
    }

    with pytest.raises(SettingsRefused) as refused:
        read_settings(config)

    assert {each.split(":")[0] for each in refused.value.mistakes} == set(config)
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.requirement("PW-02", "CF-01")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("passwords_min_length", 7),
        ("tokens_access_token_lifetime", 59),
        ("tokens_access_token_lifetime", 3601),
        ("tokens_algorithm", "HS256"),
        ("tokens_algorithm", "none"),
        ("sessions_refresh_grace", 31),
        ("sessions_absolute_lifetime", timedelta(days=31)),
        ("sessions_feed_interval", timedelta(seconds=1)),
        ("lockout_hard_stop", 101),
        ("lockout_max_failures", 0),
        ("http_trusted_proxies", -1),
        ("http_url_prefix", "auth"),
        ("http_url_prefix", "/auth/"),
        ("http_default_language", "fr"),
        ("users_identifiers", ()),
        ("users_identifiers", "phone"),
        ("login_attempt_lifetime", timedelta(minutes=16)),
        ("transport_cookies", "perhaps"),
    ],
)
def test_values_beyond_the_limits_are_refused(name: str, value: object) -> None:
    assert set(mistakes(**{name: value})) == {f"DAEMUN_{name.upper()}"}


@pytest.mark.requirement("CF-01")
@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"tokens_issuer": "http://login.example.kr"}, "DAEMUN_TOKENS_ISSUER"),
        ({"http_origin": "http://www.example.kr"}, "DAEMUN_HTTP_ORIGIN"),
        ({"http_origin": "http://localhost.example.kr"}, "DAEMUN_HTTP_ORIGIN"),
        (
            {"sessions_idle_lifetime": timedelta(days=2), "sessions_absolute_lifetime": timedelta(days=1)},
            "DAEMUN_SESSIONS_IDLE_LIFETIME",
        ),
    ],
)
def test_unsafe_combinations_start_in_development_only(settings: dict[str, object], name: str) -> None:
    assert mistakes(**settings) == [name]
    config = {f"DAEMUN_{each.upper()}": value for each, value in settings.items()}
    read_settings({**config, "DAEMUN_DEVELOPMENT": True})


@pytest.mark.parametrize("host", ["localhost", "localhost:5000", "127.0.0.1:8000", "[::1]:8000"])
def test_http_is_fine_on_the_own_machine(host: str) -> None:
    read_settings({"DAEMUN_TOKENS_ISSUER": f"http://{host}", "DAEMUN_HTTP_ORIGIN": f"http://{host}"})


@pytest.mark.requirement("CF-03")
def test_the_environment_goes_over_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Flask("host")
    app.config.update(DAEMUN_LOCKOUT_MAX_FAILURES=3, DAEMUN_USERS_IDENTIFIERS=("email",))
    monkeypatch.setenv("DAEMUN_LOCKOUT_MAX_FAILURES", "4")
    monkeypatch.setenv("OTHER_SETTING", "1")

    load_environment(app.config)

    settings = read_settings(app.config)
    assert settings.lockout.max_failures == 4
    assert settings.users.identifiers == ("email",)
    assert "OTHER_SETTING" not in app.config


@pytest.mark.requirement("CF-03")
def test_secrets_do_not_show_in_settings() -> None:
    secret = "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk="
    settings = read_settings(
        {
            "DAEMUN_SECRET_KEY": secret,
            "DAEMUN_PASSWORDS_PEPPER": secret,
            "DAEMUN_DATABASE_URL": f"postgresql://user:{secret}@host/name",
        }
    )

    assert secret not in repr(settings)
    assert secret not in settings.model_dump_json()
