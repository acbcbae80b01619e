from datetime import timedelta

import pytest

from daemun.settings.manual import duration_text, setting_entries
from daemun.settings.reading import SettingsRefused, read_settings

SECRET = "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk="


@pytest.mark.requirement("CF-02")
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", " "])
def test_white_space_around_a_value_is_none_of_it(end: str) -> None:
    settings = read_settings(
        {
            "DAEMUN_TRANSPORT_COOKIES": f" true{end}",
            "DAEMUN_TOKENS_ISSUER": f"https://login.example{end}",
            "DAEMUN_SESSIONS_REFRESH_GRACE": f"5{end}",
            "DAEMUN_USERS_IDENTIFIERS": f"email,username{end}",
            "DAEMUN_DATABASE_URL": f"postgresql://127.0.0.1/shop{end}",
            "DAEMUN_SECRET_KEY": f"{SECRET}{end}",
        }
    )

    assert settings.transport.cookies
    assert settings.tokens.issuer == "https://login.example"
    assert settings.sessions.refresh_grace == timedelta(seconds=5)
    assert settings.users.identifiers == ("email", "username")
    assert settings.database.url is not None
    assert settings.database.url.get_secret_value() == "postgresql://127.0.0.1/shop"
    # Whoever has set it has keys that were made from all of it.
    assert settings.secret.key is not None
    assert settings.secret.key.get_secret_value() == f"{SECRET}{end}"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("15m", timedelta(minutes=15)),
        ("15 min", timedelta(minutes=15)),
        ("1 hour", timedelta(hours=1)),
        ("0.5h", timedelta(minutes=30)),
        ("300 seconds", timedelta(minutes=5)),
        ("90s", timedelta(seconds=90)),
        ("600", timedelta(minutes=10)),
        ("PT10M", timedelta(minutes=10)),
        ("0:10:00", timedelta(minutes=10)),
    ],
)
def test_a_duration_is_read_as_people_write_it(written: str, read: timedelta) -> None:
    assert (
        read_settings({"DAEMUN_TOKENS_ACCESS_TOKEN_LIFETIME": written}).tokens.access_token_lifetime == read
    )


def test_every_duration_of_the_manual_is_read_as_it_is_written_there() -> None:
    defaults = {
        entry.name: entry.default for entry in setting_entries() if isinstance(entry.default, timedelta)
    }
    written = {name: duration_text(default) for name, default in defaults.items()}

    assert len(defaults) > 10
    read = read_settings(written)

    for entry in setting_entries():
        if entry.name in defaults and entry.group is not None:
            assert getattr(getattr(read, entry.group), entry.field) == defaults[entry.name]


@pytest.mark.parametrize("written", ["15 M", "m", "-5m", "5 fortnights", "5mm", "1e3", "٥m", ""])
def test_a_duration_that_may_mean_anything_is_refused(written: str) -> None:
    with pytest.raises(SettingsRefused):
        read_settings({"DAEMUN_TOKENS_ACCESS_TOKEN_LIFETIME": written})
