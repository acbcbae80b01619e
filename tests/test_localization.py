import pytest

from daemun.localization import LANGUAGES, load_catalogs

CATALOGS = load_catalogs()


@pytest.mark.requirement("KR-11")
def test_the_words_of_the_first_system_are_kept() -> None:
    assert CATALOGS.text("ko", "problem.token_expired.detail") == "토큰이 만료되었습니다."
    assert CATALOGS.text("ko", "problem.token_invalid.detail") == "유효하지 않은 토큰입니다."


def test_placeholders_are_filled_in() -> None:
    params = {"retry_after": 30}

    assert "30 seconds" in CATALOGS.text("en", "problem.too_many_tries.detail", params)
    assert "30" in CATALOGS.text("ko", "problem.too_many_tries.detail", params)


def test_lists_are_written_with_commas() -> None:
    text = CATALOGS.text("en", "problem.second_factor_required.detail", {"factors": ("otp", "hwk")})

    assert "otp, hwk" in text


def test_values_are_never_read_as_templates() -> None:
    text = CATALOGS.text("en", "problem.insufficient_scope.detail", {"scope": "{scope.__class__}"})

    assert "{scope.__class__}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_that_is_nowhere_gives_empty_text(language: str) -> None:
    assert CATALOGS.text(language, "problem.of_the_application.title", {"retry_after": 1}) == ""


def test_the_texts_of_the_application_come_first() -> None:
    catalogs = load_catalogs(
        {"ko": {"problem.token_expired.detail": "다시 로그인해 주십시오.", "mine": "제 글"}}
    )

    assert catalogs.text("ko", "problem.token_expired.detail") == "다시 로그인해 주십시오."
    assert catalogs.text("ko", "mine") == "제 글"
    assert catalogs.text("en", "problem.token_expired.detail") == "The token has expired."
