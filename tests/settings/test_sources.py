from pathlib import Path

import pytest
from flask import Config

from daemun.settings.reading import (
    SettingsRefused,
    load_file,
    read_settings,
    secret_names,
    under_config,
)
from daemun.settings.sources import lay_environment_over, sources_of

SECRET = "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk="
DURATION = "must be a duration, such as 10 minutes, 600 (seconds) or PT10M"
ABSOLUTE = "[sessions] absolute_lifetime"


def configuration(folder: Path, text: str | bytes) -> Config:
    file = folder / "daemun.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    file.chmod(0o600)
    config = Config(folder)
    load_file(config, file)
    return config


def mistakes(config: Config) -> tuple[str, ...]:
    with pytest.raises(SettingsRefused) as refused:
        read_settings(config)
    return refused.value.mistakes


def test_every_kind_of_value_is_read(tmp_path: Path) -> None:
    settings = read_settings(
        configuration(
            tmp_path,
            """
            development = true
            lockout.max_failures = 3
            [tokens]
            issuer = "https://login.example.kr"
            access_token_lifetime = 120
            [sessions]
            idle_lifetime = "P7D"
            [users]
            identifiers = ["email"]
            [database]
            timeout = 2.5
            """,
        )
    )

    assert settings.development
    assert settings.lockout.max_failures == 3
    assert settings.tokens.issuer == "https://login.example.kr"
    assert settings.tokens.access_token_lifetime.total_seconds() == 120
    assert settings.sessions.idle_lifetime.days == 7
    assert settings.users.identifiers == ("email",)
    assert settings.database.timeout == 2.5


@pytest.mark.requirement("CF-02")
@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "[lockout]\nmax_failure = 3",
            "[lockout] max_failure in daemun.toml: no such setting; did you mean [lockout] max_failures?",
        ),
        ("[lockuot]\nx = 3", "[lockuot] in daemun.toml: no such table; did you mean [lockout]?"),
        (
            "[lockout_max]\nfailures = 3",
            "[lockout_max] in daemun.toml: no such table; did you mean [lockout]?",
        ),
        (
            "lockout_max_failures = 3",
            (
                "lockout_max_failures in daemun.toml: no such setting;"
                " did you mean [lockout] max_failures or [lockout] code_max_failures?"
            ),
        ),
        ("[Lockout]\nmax_failures = 3", "[Lockout] in daemun.toml: no such table; did you mean [lockout]?"),
        (
            "[lockout]\nMAX_FAILURES = 3",
            "[lockout] MAX_FAILURES in daemun.toml: no such setting; did you mean [lockout] max_failures?",
        ),
        (
            "[lockout.max_failures]\nx = 3",
            "[lockout.max_failures] in daemun.toml: there are no tables in tables",
        ),
        ("[[lockout]]\nmax_failures = 3", "[[lockout]] in daemun.toml: write [lockout], once"),
        ("[[lockout.x]]\na = 3", "[lockout.x] in daemun.toml: there are no tables in tables"),
        ("lockout = 3", "lockout in daemun.toml: this is a table: write [lockout]"),
        (
            "issuer = 'https://x.example'",
            "issuer in daemun.toml: no such setting; did you mean [tokens] issuer?",
        ),
        ("devlopment = true", "devlopment in daemun.toml: no such setting; did you mean development?"),
        ("[lockout]\nmax_failures = 100", "[lockout] max_failures in daemun.toml: must be at most 99"),
        (
            "[lockout]\nmax_failures = 1979-05-27",
            "[lockout] max_failures in daemun.toml: must be a whole number",
        ),
        (
            "[tokens]\naccess_token_lifetime = 00:10:00",
            f"[tokens] access_token_lifetime in daemun.toml: {DURATION}",
        ),
        (
            "[sessions]\nidle_lifetime = 'P2D'\nabsolute_lifetime = 'P1D'",
            f"[sessions] idle_lifetime in daemun.toml: may not be above {ABSOLUTE} in daemun.toml",
        ),
        (
            "[tokens]\nissuer = 'http://login.example.kr'",
            "[tokens] issuer in daemun.toml: an http:// address is not safe; use https://",
        ),
        (
            "[tokens",
            "daemun.toml: not TOML: Expected ']' at the end of a table declaration (at end of document)",
        ),
        (b"x = '\xff'", "daemun.toml: not UTF-8"),
    ],
)
def test_a_mistake_is_named_as_it_stands_in_the_file(tmp_path: Path, text: str | bytes, mistake: str) -> None:
    assert mistakes(configuration(tmp_path, text)) == (mistake,)


def test_mistakes_of_file_and_environment_are_told_together(tmp_path: Path) -> None:
    config = configuration(tmp_path, "[lockout]\nmax_failures = 100\nnonsense = 1\n[nothing]\n")
    lay_environment_over(
        config,
        {"DAEMUN_LOCKOUT_HARD_STOP": "1000", "DAEMUN_NONSENSE_THAT_NOBODY_MEANS": "1"},
        secrets=secret_names(),
    )

    assert [mistake.split(":")[0] for mistake in mistakes(config)] == [
        "[lockout] nonsense in daemun.toml",
        "[nothing] in daemun.toml",
        "DAEMUN_NONSENSE_THAT_NOBODY_MEANS",
        "[lockout] max_failures in daemun.toml",
        "DAEMUN_LOCKOUT_HARD_STOP",
    ]


def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path) -> None:
    config = Config(tmp_path)

    load_file(config, tmp_path)

    assert mistakes(config) == (f"{tmp_path.name}: cannot be read: Is a directory",)


@pytest.mark.requirement("CF-03")
def test_a_later_layer_replaces_a_secret_by_its_file_and_the_other_way_round(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET[::-1])
    file.chmod(0o600)
    config = configuration(tmp_path, f'[secret]\nkey = "{SECRET}"\n')

    lay_environment_over(config, {"DAEMUN_SECRET_KEY_FILE": str(file)}, secrets=secret_names())
    from_file = read_settings(config).secret.key
    lay_environment_over(config, {"DAEMUN_SECRET_KEY": SECRET}, secrets=secret_names())
    from_environment = read_settings(config).secret.key

    assert from_file is not None
    assert from_file.get_secret_value() == SECRET[::-1]
    assert from_environment is not None
    assert from_environment.get_secret_value() == SECRET


def test_a_secret_file_may_be_named_in_the_configuration_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(0o600)

    key = read_settings(configuration(tmp_path, f'[secret]\nkey_file = "{file}"\n')).secret.key

    assert key is not None
    assert key.get_secret_value() == SECRET


def test_each_value_knows_where_it_was_written(tmp_path: Path) -> None:
    config = configuration(tmp_path, "[lockout]\nmax_failures = 3\nhard_stop = 50")
    config["DAEMUN_TRANSPORT_COOKIES"] = True
    lay_environment_over(config, {"DAEMUN_LOCKOUT_HARD_STOP": "60"}, secrets=secret_names())

    sources = sources_of(config)

    assert sources.of["DAEMUN_LOCKOUT_MAX_FAILURES"].place == "file"
    assert sources.of["DAEMUN_LOCKOUT_HARD_STOP"].place == "environment"
    assert "DAEMUN_TRANSPORT_COOKIES" not in sources.of


@pytest.mark.parametrize("mark", ["'", '"'])
def test_quotation_marks_that_a_file_of_variables_kept_are_told(
    monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    monkeypatch.setenv("DAEMUN_TOKENS_ISSUER", f"{mark}https://login.example.kr{mark}")
    monkeypatch.setenv("DAEMUN_MAIL_SENDER", '"Book, shop" <login@example.kr>')
    monkeypatch.setenv("DAEMUN_PASSWORDS_PEPPER", f"{mark}yPq0Zk3nE7uW5sT1vR9xB2mC4dF6gH8jK0lA3zS5wQ7{mark}")

    with pytest.raises(SettingsRefused) as refused:
        read_settings(under_config({}))

    assert refused.value.mistakes == (
        "DAEMUN_TOKENS_ISSUER: stands between quotation marks, which count: leave them out",
    )
