import pytest

from daemun.settings.mistakes import near_names, reason_of
from daemun.settings.reading import SettingsRefused, read_settings, setting_names


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DAEMUN_LOCKOUT_MAX_FAILURE", "DAEMUN_LOCKOUT_MAX_FAILURES?"),
        ("DAEMUN_TOKEN_ISSUER", "DAEMUN_TOKENS_ISSUER?"),
        ("DAEMUN_SECRETKEY", "DAEMUN_SECRET_KEY?"),
        ("daemun_database_url", "DAEMUN_DATABASE_URL?"),
    ],
)
def test_a_typo_is_told_what_was_meant(name: str, meant: str) -> None:
    assert near_names(name, setting_names()) == f"; did you mean {meant}"


def test_several_names_may_have_been_meant() -> None:
    assert near_names("colour", ["color", "colours", "cold"]) == "; did you mean colours or color?"
    assert near_names("bar", ["bara", "barb", "barc", "bard"]).count(" or ") == 1


def test_of_nothing_near_nothing_is_said() -> None:
    assert near_names("DAEMUN_NOTHING_LIKE_IT_AT_ALL", setting_names()) == ""
    assert near_names("anything", []) == ""


@pytest.mark.requirement("CF-02")
@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("LOCKOUT_MAX_FAILURES", "many", "must be a whole number"),
        ("LOCKOUT_MAX_FAILURES", 1.5, "must be a whole number"),
        ("LOCKOUT_MAX_FAILURES", [5], "must be a whole number"),
        ("LOCKOUT_MAX_FAILURES", 100, "must be at most 99"),
        ("LOCKOUT_MAX_FAILURES", "9" * 5000, "must be a smaller number"),
        ("TRANSPORT_COOKIES", "perhaps", "must be true or false"),
        ("TRANSPORT_COOKIES", {}, "must be true or false"),
        ("DATABASE_TIMEOUT", "soon", "must be a number"),
        ("DATABASE_TIMEOUT", 0, "must be more than 0.0"),
        ("TOKENS_ALGORITHM", "HS256", "must be one of 'ES256', 'RS256' or 'EdDSA'"),
        ("TOKENS_ISSUER", 7, "must be text"),
        ("TOKENS_ISSUER", "x" * 201, "must have at most 200 characters"),
        ("TOKENS_ACCESS_TOKEN_LIFETIME", "soon", "must be a duration: seconds, or ISO 8601 such as PT10M"),
        ("TOKENS_ACCESS_TOKEN_LIFETIME", {}, "must be a duration: seconds, or ISO 8601 such as PT10M"),
        ("TOKENS_ACCESS_TOKEN_LIFETIME", 1, "must be at least 1 minute"),
        ("HTTP_URL_PREFIX", "auth/", "must match ^(/[A-Za-z0-9._~-]+)*$"),
        ("USERS_IDENTIFIERS", "phone", "must be one of 'username' or 'email'"),
        ("USERS_IDENTIFIERS", 5, "must be a list"),
        ("USERS_IDENTIFIERS", (), "is too short: at least 1"),
        ("SECRET_KEY", 5, "must be text"),
        ("PROVIDERS", "[]", "must be an object in JSON, or a table in the file"),
        ("PASSWORDS_PEPPER", "short", "is too short: at least 43"),
    ],
)
def test_mistakes_are_told_in_our_own_words(name: str, value: object, reason: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({f"DAEMUN_{name}": value})

    assert f"DAEMUN_{name}: {reason}" in refused.value.mistakes
    assert "Input should" not in str(refused.value)


def test_an_unforeseen_mistake_repeats_nothing() -> None:
    assert reason_of("something_new", {"input": "hunter2"}) == "is not a value that fits here"
