import pytest

from daemun.doctor.finding import Level
from daemun.doctor.settings import examine_settings, refused_settings
from daemun.settings.reading import read_settings

HTTPS = {"DAEMUN_TOKENS_ISSUER": "https://login.example.kr", "DAEMUN_HTTP_TRUSTED_PROXIES": 1}
OK, WARNING, ERROR = Level.OK, Level.WARNING, Level.ERROR


def levels(config: dict[str, object]) -> dict[str, tuple[Level, Level]]:
    """Each finding's level, and its level in production."""
    found = examine_settings(read_settings(config))
    return {finding.id: (finding.level, finding.in_production().level) for finding in found}


def test_a_sound_configuration_is_fine() -> None:
    assert set(levels(HTTPS).values()) == {(OK, OK)}


@pytest.mark.requirement("CF-02")
@pytest.mark.parametrize(
    ("config", "name", "level", "in_production"),
    [
        ({"TOKENS_ISSUER": "urn:daemun"}, "issuer", WARNING, WARNING),
        ({"TOKENS_ISSUER": "http://localhost:8000"}, "issuer", WARNING, ERROR),
        ({"HTTP_TRUSTED_PROXIES": 0}, "proxies", WARNING, WARNING),
        ({"DEVELOPMENT": True}, "settings.development", WARNING, ERROR),
        ({"PASSWORDS_MIN_LENGTH": 8}, "passwords.min_length", WARNING, WARNING),
        ({"PASSWORDS_MIN_LENGTH": 14}, "passwords.min_length", WARNING, WARNING),
        ({"PASSWORDS_MIN_LENGTH": 15}, "passwords.min_length", OK, OK),
        ({"DEVELOPMENT": True, "REDIS_URL": "redis://far.example.kr"}, "settings.unsafe", WARNING, ERROR),
        ({"TRANSPORT_COOKIES": True}, "cookies", OK, OK),
        ({"TRANSPORT_COOKIES": True, "HTTP_ORIGIN": "http://localhost:3000"}, "cookies", WARNING, ERROR),
        ({"TRANSPORT_FORM_FIELD": True}, "token_places", WARNING, WARNING),
        ({"TRANSPORT_QUERY_STRING": True}, "token_places", WARNING, WARNING),
        ({"DATABASE_PRIVATE_NETWORK": True}, "database.private_network", WARNING, WARNING),
        ({"REDIS_PRIVATE_NETWORK": True}, "redis.private_network", WARNING, WARNING),
        ({"PASSKEYS_RP_ID": "example.kr"}, "passkeys", OK, OK),
        ({"PASSKEYS_RP_ID": "ample.kr"}, "passkeys", WARNING, ERROR),
        ({"PASSKEYS_RP_ID": "www.login.example.kr"}, "passkeys", WARNING, ERROR),
        ({"HTTP_ORIGIN": "https://shop.example.com"}, "passkeys", WARNING, ERROR),
        ({"HTTP_ORIGIN": "https://www.login.example.kr"}, "passkeys", OK, OK),
        (
            {"HTTP_ORIGIN": "https://shop.example.com", "PASSKEYS_RP_ID": "example.kr"},
            "passkeys",
            WARNING,
            ERROR,
        ),
        (
            {
                "HTTP_ORIGIN": "https://shop.example.com",
                "PASSKEYS_RP_ID": "example.kr",
                "PASSKEYS_ORIGINS": "https://shop.example.com",
            },
            "passkeys",
            OK,
            OK,
        ),
        ({"TOKENS_ISSUER": "https://192.0.2.7"}, "passkeys", WARNING, ERROR),
    ],
)
def test_what_is_doubtful_is_told(
    config: dict[str, object], name: str, level: Level, in_production: Level
) -> None:
    given = {f"DAEMUN_{key}": value for key, value in config.items()}

    assert levels({**HTTPS, **given})[name] == (level, in_production)


def test_every_reason_of_a_refused_start_is_an_error() -> None:
    findings = list(refused_settings(("one", "two")))

    assert [(finding.level, finding.sentence) for finding in findings] == [(ERROR, "one"), (ERROR, "two")]
