from datetime import timedelta
from pathlib import Path

import pytest
from flask import Config, Flask

from daemun.settings.reading import (
    SettingsRefused,
    load_environment,
    load_file,
    read_settings,
    secret_names,
    setting_names,
    under_config,
)

SECRET = "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk="


def mistakes(**config: object) -> list[str]:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({f"DAEMUN_{name.upper()}": value for name, value in config.items()})
    assert all(mistake in str(refused.value) for mistake in refused.value.mistakes)
    return [mistake.split(":")[0] for mistake in refused.value.mistakes]


def test_without_settings_there_are_safe_defaults() -> None:
    settings = read_settings({"SECRET_KEY": "of the host", "DEBUG": False})

    assert not settings.development
    assert settings.passwords.min_length == 15
    assert settings.tokens.access_token_lifetime == timedelta(minutes=10)
    assert not settings.transport.query_string


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("urn:daemun", "Daemun"),
        ("urn:example:login", "example:login"),
        ("https://login.example.com:8443/auth", "login.example.com:8443"),
        ("서점", "서점"),
    ],
)
def test_where_nothing_else_names_it_a_service_is_called_after_its_issuer(issuer: str, name: str) -> None:
    assert read_settings({"DAEMUN_TOKENS_ISSUER": issuer}).service_name == name


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
        ("http_default_language", "French"),
        ("users_identifiers", ()),
        ("users_identifiers", "phone"),
        ("login_attempt_lifetime", timedelta(minutes=16)),
        ("transport_cookies", "perhaps"),
    ],
)
def test_values_beyond_the_limits_are_refused(name: str, value: object) -> None:
    assert set(mistakes(**{name: value})) == {f"DAEMUN_{name.upper()}"}


UNSAFE = [
    ("DAEMUN_TOKENS_ISSUER", "http://login.example.kr"),
    ("DAEMUN_TOKENS_ISSUER", "HTTP://login.example.kr"),
    ("DAEMUN_HTTP_ORIGIN", "http://www.example.kr"),
    ("DAEMUN_HTTP_ORIGIN", "http://localhost.example.kr"),
    ("DAEMUN_DATABASE_URL", "postgresql://user@db.example.kr/name"),
    ("DAEMUN_REDIS_URL", "redis://counters.example.kr"),
]


@pytest.mark.requirement("PW-02")
@pytest.mark.parametrize("length", [8, 12, 14])
def test_an_operator_may_choose_shorter_passwords(length: int) -> None:
    assert read_settings({"DAEMUN_PASSWORDS_MIN_LENGTH": length}).passwords.min_length == length


@pytest.mark.requirement("CF-01", "CF-05")
@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_what_is_unsafe_starts_in_development_only(name: str, value: object) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({name: value})

    assert [mistake.split(":")[0] for mistake in refused.value.mistakes] == [name]
    read_settings({name: value, "DAEMUN_DEVELOPMENT": "true"})


@pytest.mark.requirement("CF-01", "CF-02")
def test_mistakes_of_every_kind_are_told_in_one_list() -> None:
    unsafe = {name: value for name, value in UNSAFE if name != "DAEMUN_DATABASE_URL"}
    wrong = {
        "DAEMUN_TYPO": 1,
        "DAEMUN_DATABASE_URL": "oracle://user:hunter2@host/name",
        "DAEMUN_SECRET_KEY": "hunter2",
        "DAEMUN_SESSIONS_IDLE_LIFETIME": "P2D",
        "DAEMUN_SESSIONS_ABSOLUTE_LIFETIME": "P1D",
        "DAEMUN_LOCKOUT_MAX_FAILURES": "hunter2",
    }

    with pytest.raises(SettingsRefused) as refused:
        read_settings({**unsafe, **wrong})

    told = [mistake.split(":")[0] for mistake in refused.value.mistakes]
    assert sorted(told) == sorted({*unsafe, *wrong} - {"DAEMUN_SESSIONS_ABSOLUTE_LIFETIME"})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("config", "mistake"),
    [
        (
            {"sessions_idle_lifetime": "P2D", "sessions_absolute_lifetime": "P1D"},
            "DAEMUN_SESSIONS_IDLE_LIFETIME: may not be above DAEMUN_SESSIONS_ABSOLUTE_LIFETIME",
        ),
        (
            {"lockout_first_wait": 60, "lockout_longest_wait": 30},
            "DAEMUN_LOCKOUT_FIRST_WAIT: may not be above DAEMUN_LOCKOUT_LONGEST_WAIT",
        ),
        (
            {"lockout_hard_stop": 10, "lockout_known_device_max_failures": 10},
            (
                "DAEMUN_LOCKOUT_HARD_STOP: must be above DAEMUN_LOCKOUT_MAX_FAILURES"
                " and DAEMUN_LOCKOUT_KNOWN_DEVICE_MAX_FAILURES"
            ),
        ),
    ],
)
def test_values_that_do_not_fit_together_are_refused_in_development_too(
    config: dict[str, object], mistake: str
) -> None:
    given = {f"DAEMUN_{name.upper()}": value for name, value in config.items()}

    with pytest.raises(SettingsRefused) as refused:
        read_settings({**given, "DAEMUN_DEVELOPMENT": True})

    assert refused.value.mistakes == (mistake,)


def test_of_a_wrong_value_nothing_is_concluded_about_others() -> None:
    # The default of the wrong one would be below the good one.
    assert mistakes(lockout_longest_wait="soon", lockout_first_wait=7200) == ["DAEMUN_LOCKOUT_LONGEST_WAIT"]


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
def test_environment_goes_over_file_and_file_over_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "daemun.toml"
    file.write_text("[lockout]\nmax_failures = 4\nfirst_wait = 40\n")
    monkeypatch.setenv("DAEMUN_LOCKOUT_FIRST_WAIT", "50")
    config = Config(tmp_path)
    config.update(DAEMUN_LOCKOUT_MAX_FAILURES=3, DAEMUN_LOCKOUT_FIRST_WAIT=30, DAEMUN_LOCKOUT_HARD_STOP=50)

    load_file(config, file)
    load_environment(config)

    lockout = read_settings(config).lockout
    assert (lockout.max_failures, lockout.first_wait, lockout.hard_stop) == (4, timedelta(seconds=50), 50)


def test_names_of_the_command_line_are_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAEMUN_INSTANCE", "/somewhere")
    monkeypatch.setenv("DAEMUN_CONFIG", "/somewhere/daemun.toml")
    config = Config(tmp_path)

    load_environment(config)

    assert read_settings(config) == read_settings({})


@pytest.mark.requirement("CF-03")
def test_secrets_do_not_show_in_settings() -> None:
    settings = read_settings(
        {
            "DAEMUN_SECRET_KEY": SECRET,
            "DAEMUN_PASSWORDS_PEPPER": SECRET,
            "DAEMUN_DATABASE_URL": f"postgresql://user:{SECRET}@localhost/name",
        }
    )

    assert SECRET not in repr(settings)
    assert SECRET not in settings.model_dump_json()


def secret_file(folder: Path, text: str, mode: int = 0o600) -> str:
    path = folder / "secret"
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def test_every_secret_is_known() -> None:
    assert secret_names() >= {
        "DAEMUN_DATABASE_URL",
        "DAEMUN_PASSWORDS_PEPPER",
        "DAEMUN_PASSWORDS_PREVIOUS_PEPPERS",
        "DAEMUN_REDIS_URL",
        "DAEMUN_SECRET_KEY",
    }
    assert "DAEMUN_TOKENS_ISSUER" not in secret_names()


@pytest.mark.requirement("CF-03")
def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    settings = read_settings({"DAEMUN_SECRET_KEY_FILE": secret_file(tmp_path, f"{SECRET}\n")})

    assert settings.secret.key is not None
    assert settings.secret.key.get_secret_value() == SECRET


def test_a_list_of_secrets_has_a_line_for_each(tmp_path: Path) -> None:
    file = secret_file(tmp_path, f"{SECRET}\n{SECRET[::-1]}\n")

    peppers = read_settings({"DAEMUN_PASSWORDS_PREVIOUS_PEPPERS_FILE": file}).passwords.previous_peppers

    assert [pepper.get_secret_value() for pepper in peppers] == [SECRET, SECRET[::-1]]
    assert mistakes(secret_key_file=file) == ["DAEMUN_SECRET_KEY_FILE"]


@pytest.mark.requirement("CF-03")
def test_a_secret_and_its_file_at_once_are_a_mistake(tmp_path: Path) -> None:
    file = secret_file(tmp_path, SECRET)

    assert mistakes(secret_key_file=file, secret_key=SECRET) == ["DAEMUN_SECRET_KEY_FILE"]


@pytest.mark.parametrize("text", ["", "\n", "short"])
def test_a_file_without_a_good_secret_is_refused_by_the_name_that_was_given(
    tmp_path: Path, text: str
) -> None:
    assert mistakes(secret_key_file=secret_file(tmp_path, text)) == ["DAEMUN_SECRET_KEY_FILE"]


def test_what_is_no_secret_has_no_file(tmp_path: Path) -> None:
    assert mistakes(lockout_max_failures_file=secret_file(tmp_path, "3")) == [
        "DAEMUN_LOCKOUT_MAX_FAILURES_FILE"
    ]


@pytest.mark.requirement("CF-01")
def test_a_secret_that_every_user_can_read_starts_in_development_only(tmp_path: Path) -> None:
    config = {"DAEMUN_SECRET_KEY_FILE": secret_file(tmp_path, SECRET, mode=0o644)}

    with pytest.raises(SettingsRefused, match="DAEMUN_SECRET_KEY_FILE: every user"):
        read_settings(config)
    read_settings({**config, "DAEMUN_DEVELOPMENT": True})
    Path(config["DAEMUN_SECRET_KEY_FILE"]).chmod(0o640)
    read_settings(config)


@pytest.mark.requirement("CF-01")
def test_a_configuration_file_with_secrets_is_private(tmp_path: Path) -> None:
    file = tmp_path / "daemun.toml"
    file.write_text(f'[secret]\nkey = "{SECRET}"\n')
    file.chmod(0o644)
    config = Config(tmp_path)
    load_file(config, file)

    with pytest.raises(SettingsRefused, match=r"\[secret\] key in daemun.toml: every user"):
        read_settings(config)
    file.chmod(0o640)
    read_settings(config)


def test_what_python_code_sets_goes_before_the_environment_and_a_difference_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DAEMUN_LOCKOUT_MAX_FAILURES", "3")
    monkeypatch.setenv("DAEMUN_TRANSPORT_COOKIES", "true")
    monkeypatch.setenv("DAEMUN_HTTP_URL_PREFIX", "")

    settings = read_settings(under_config({"DAEMUN_LOCKOUT_MAX_FAILURES": 4}))

    assert (settings.lockout.max_failures, settings.transport.cookies) == (4, True)
    assert settings.http.url_prefix == "/auth"
    assert ["DAEMUN_LOCKOUT_MAX_FAILURES" in record.message for record in caplog.records] == [True]


def test_a_secret_in_the_code_is_not_joined_by_a_file_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DAEMUN_DATABASE_URL_FILE", str(tmp_path / "absent"))

    settings = read_settings(under_config({"DAEMUN_DATABASE_URL": "sqlite:///here.sqlite3"}))

    assert settings.database.url is not None


def test_names_that_a_container_platform_makes_for_a_service_called_daemun_are_no_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DAEMUN_SERVICE_HOST", "DAEMUN_SERVICE_PORT", "DAEMUN_PORT", "DAEMUN_PORT_8000_TCP_ADDR"):
        monkeypatch.setenv(name, "10.0.0.7")

    read_settings(under_config({}))


def test_a_mistake_in_the_environment_stops_the_extension_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAEMUN_REGISTRATION_ENABLE", "false")

    with pytest.raises(SettingsRefused, match="DAEMUN_REGISTRATION_ENABLED"):
        read_settings(under_config({}))
