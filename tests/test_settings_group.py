from datetime import timedelta

import pytest

from daemun.settings.reading import read_settings

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
