import re
from collections.abc import Mapping

import pytest

from daemun.features.social_login.settings import ProviderSettings
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
        (
            "TOKENS_ACCESS_TOKEN_LIFETIME",
            "soon",
            "must be a duration, such as 10 minutes, 600 (seconds) or PT10M",
        ),
        (
            "TOKENS_ACCESS_TOKEN_LIFETIME",
            {},
            "must be a duration, such as 10 minutes, 600 (seconds) or PT10M",
        ),
        ("TOKENS_ACCESS_TOKEN_LIFETIME", 1, "must be at least 1 minute"),
        (
            "HTTP_URL_PREFIX",
            "auth/",
            "must be a path such as /auth: it begins with a slash",
        ),
        ("PAGES_COLOR", "blue", "must be a color such as #0a7d4f: # and six hexadecimal digits"),
        ("PASSKEYS_RP_ID", "https://a.example", "must be a domain in small letters, such as example.com,"),
        ("TEXTS_FOLDER", 5, "must be a path"),
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

    assert any(mistake.startswith(f"DAEMUN_{name}: {reason}") for mistake in refused.value.mistakes)
    assert "Input should" not in str(refused.value)


@pytest.mark.requirement("CF-02")
@pytest.mark.parametrize("name", setting_names())
def test_no_refusal_is_in_the_words_of_a_program(name: str) -> None:
    for value in WRONG:
        said = said_of({name: value})
        assert not OF_PROGRAMS.search(said), said


@pytest.mark.requirement("CF-02")
@pytest.mark.parametrize("member", ProviderSettings.model_fields)
def test_no_refusal_of_a_provider_is_in_the_words_of_a_program(member: str) -> None:
    for value in WRONG:
        said = said_of({"DAEMUN_PROVIDERS": {"school": {"client_id": "shop", member: value}}})
        assert not OF_PROGRAMS.search(said), said


WRONG: tuple[object, ...] = (
    "\x00 no!/?",
    "",
    5,
    -1,
    1e400,
    True,
    [],
    ["\x00 no!/?", 5],
    {},
    {"a": {"b": 1}},
    b"x",
    object(),
)
OF_PROGRAMS = re.compile(
    r"\^|\[\^|A-Z|\\\\|[({]\?|Input should|function|literal\[|is-instance|constrained|\bdict\b|\bNone\b"
    r"|does not fit|fits here"
)


def said_of(settings: Mapping[str, object]) -> str:
    try:
        read_settings(settings)
    except SettingsRefused as refused:
        return str(refused)
    return ""


def test_a_list_of_wrong_parts_is_not_also_told_to_be_too_short() -> None:
    assert said_of({"DAEMUN_USERS_IDENTIFIERS": "phone, fax"}).count("DAEMUN_USERS_IDENTIFIERS") == 1


def test_an_unforeseen_mistake_repeats_nothing() -> None:
    assert reason_of("something_new", {"input": "hunter2"}) == "is not a value that fits here"
